import type { OwnWords } from './own-wording.ts';
import { segmentsOf } from './segments.ts';
import { holdsAddress, webOtpLine } from './text-rules.ts';
import { wordingFor } from './wording.ts';

interface Texting {
  readonly name: string;
  readonly wording: Readonly<Partial<Record<string, OwnWords>>>;
  readonly text: { readonly webOtpDomain?: string | undefined; readonly urls: boolean };
}

/** What is wrong with the texts of an app: those that would come in two messages, or hold an address that it may not send. */
export function textFaults({ name, wording, text }: Texting): { path: string[]; message: string }[] {
  const line = webOtpLine('000000', text.webOtpDomain);
  return Object.entries(wording).flatMap(([language, own]) =>
    Object.entries(own?.text ?? {}).flatMap(([key, words]) => {
      if (words === undefined) return [];
      const path = ['wording', language, 'text', key];
      // The longest time that a challenge has is as long as any other in words.
      const time = wordingFor(language).lasting(600);
      const values: Readonly<Record<string, string>> = { code: '000000', app: name, time };
      const whole =
        words.replace(/\{(\w+)\}/g, (_, value: string) => values[value] ?? '') + (key === 'code' ? line : '');
      const count = segmentsOf(whole);
      return [
        ...(count > 1 ? [{ path, message: `takes ${count} messages: it must fit in one` }] : []),
        ...(!text.urls && holdsAddress(words)
          ? [{ path, message: 'holds an address, which text.urls would allow' }]
          : []),
      ];
    }),
  );
}
