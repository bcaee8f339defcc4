/** The line by which a browser takes the code out of a text by itself, for this host alone (WebOTP). It has to be the last. */
export const webOtpLine = (code: string, domain: string | undefined): string =>
  domain === undefined ? '' : `\n@${domain} #${code}`;

const address = /:\/\/|www\.[\p{L}\p{N}]|[^\s.]\.[\p{L}\p{M}]{2,}/iu;

/** Whether a phone would make a link of something in it. */
export const holdsAddress = (words: string): boolean => address.test(words);

/** A name that is no link: whoever learns to tap links in such texts taps those of thieves, too. */
export const withoutAddress = (name: string): string =>
  holdsAddress(name) ? name.replace(/:\/\/|[./](?=[\p{L}\p{N}])/gu, ' ') : name;
