import { z } from 'zod';

/** What is said on a call, with the values that each sentence cannot do without. Any of them may name the app. */
const callValues = {
  ...{ about: ['app'], aboutAction: ['app', 'action'], connectMe: ['extension'] },
  ...{ howToApprove: [], howToMatch: [], howToEnterPin: [], howToHearCode: ['digit'], howToConfirmFraud: [] },
  ...{ code: ['code'], codeSpoken: [], typeItOnThePage: [] },
  ...{ silence: [], wrongKey: [], unfinished: [], numberMissing: [], pinMissing: [], wrongNumber: [], wrongPin: [] },
  ...{ approved: [], fraudReported: [], noInput: [], over: [] },
  ...{ tooManyWrongKeys: [], tooManyWrongNumbers: [], tooManyWrongPins: [], tooManyFailures: [] },
} as const satisfies Readonly<Record<string, readonly string[]>>;

const textValues = {
  ...{ code: ['code'], reply: ['code'], wrongReply: [], denied: [], late: [] },
} as const satisfies Readonly<Record<string, readonly string[]>>;
/** Values that a sentence may have beside those it needs. */
const mayHave: Readonly<Record<string, readonly string[]>> = { code: ['time'], reply: ['time'] };

/** No markup, which a voice would read out, and nothing that turns the direction of what stands beside it. */
const sentence = (charactersMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(charactersMax)
    .regex(/^[^<>\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'must be one line of plain words: no markup, no invisible characters');

const placeholder = /\{([^{}]*)\}/g;

function template(name: string, needed: readonly string[], charactersMax: number) {
  return sentence(charactersMax)
    .superRefine((words, { addIssue }) => {
      const used = [...words.matchAll(placeholder)].map(([, value = '']) => value);
      const known = ['app', ...needed, ...(charactersMax === textMax ? (mayHave[name] ?? []) : [])];
      const missing = needed.filter((value) => !used.includes(value));
      const strange = used.some((value) => !known.includes(value)) || /[{}]/.test(words.replace(placeholder, ''));
      for (const value of missing) addIssue({ code: 'custom', message: `must have {${value}}` });
      if (strange)
        addIssue({ code: 'custom', message: `may have no other braces than ${known.map((v) => `{${v}}`).join(', ')}` });
    })
    .optional();
}

const callMax = 600;
const textMax = 300;

const templates = (values: Readonly<Record<string, readonly string[]>>, charactersMax: number) =>
  z.strictObject(
    Object.fromEntries(Object.entries(values).map(([name, needed]) => [name, template(name, needed, charactersMax)])),
  );

/** What changes with every call cannot be recorded. The greeting can: with an action it is spoken. */
const recorded = z
  .url({ protocol: /^https$/, error: 'must be an https address' })
  .max(2_000)
  .optional();
const recordings = z.strictObject(
  Object.fromEntries(
    Object.entries(callValues)
      .filter(([name, needed]) => needed.length === 0 || name === 'about')
      .map(([name]) => [name, recorded]),
  ),
);

export const ownWords = z.strictObject({
  voice: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/, 'must be the name of a voice, such as Polly.Joanna-Neural')
    .optional()
    .describe('The voice that speaks, as the provider names it.'),
  call: templates(callValues, callMax)
    .optional()
    .describe(
      'Sentences of calls by their names, with {app}, {action}, {digit}, {code} and {extension} for what is filled in.',
    ),
  text: templates(textValues, textMax)
    .optional()
    .describe('Texts by their names, with {app}, {code} and {time}. Each has to fit in one message.'),
  recordings: recordings.optional().describe('Https addresses of recordings that are played in place of sentences.'),
});

export const ownLanguages = z
  .partialRecord(
    z.enum(['de', 'en', 'es', 'fr', 'nl'], { error: 'must be a language that we have: de, en, es, fr, nl' }),
    ownWords,
  )
  .default({})
  .describe('Own words, voices and recordings by language. What is not given is said in ours.');

/** A host name, as WebOTP wants it. */
export const domain = z
  .string()
  .max(60)
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a host name, such as login.example.com');
