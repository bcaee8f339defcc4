/** An app's own words in the place of ours: sentences with `{values}`, a voice, and recordings of what never changes. */
import type { Wording } from './wording.ts';

/** As it stands in the file of apps, checked there. */
export interface OwnWords {
  readonly voice?: string | undefined;
  readonly call?: Sentences | undefined;
  readonly text?: Sentences | undefined;
  readonly recordings?: Sentences | undefined;
}
type Sentences = Readonly<Record<string, string | undefined>>;

/** One language as this app speaks it. */
export function ownWording(standard: Wording, own: OwnWords, app: string): Wording {
  const wording: Wording = {
    ...standard,
    ...(own.voice !== undefined && { voice: own.voice }),
    call: { ...standard.call, ...ownCall(standard.call, own.call ?? {}, app) },
    text: { ...standard.text, ...ownText(standard, own.text ?? {}) },
  };
  const recordings = new Map(
    Object.entries(own.recordings ?? {}).flatMap(([name, url]) => {
      const words = wording.call[name as keyof Wording['call']] as string | Wording['call']['about'];
      if (url === undefined) return [];
      return [[typeof words === 'string' ? words : words(app, undefined), url] as const];
    }),
  );
  return recordings.size === 0 ? wording : { ...wording, recordings };
}

function ownCall(standard: Wording['call'], own: Sentences, app: string): Partial<Wording['call']> {
  const { about, aboutAction, connectMe, howToHearCode, code, ...plain } = own;
  const sentences = Object.entries(plain).flatMap(([name, words]) =>
    words === undefined ? [] : [[name, fill(words, { app })] as const],
  );
  return {
    ...(Object.fromEntries(sentences) as Partial<Wording['call']>),
    about: (app, action) => {
      const words = action === undefined ? about : aboutAction;
      return words === undefined ? standard.about(app, action) : fill(words, { app, action });
    },
    ...(connectMe !== undefined && { connectMe: (extension) => fill(connectMe, { app, extension }) }),
    ...(howToHearCode !== undefined && { howToHearCode: (digit) => fill(howToHearCode, { app, digit }) }),
    ...(code !== undefined && { code: (spaced) => fill(code, { app, code: spaced }) }),
  };
}

function ownText({ lasting }: Wording, own: Sentences): Partial<Wording['text']> {
  const { code, reply, wrongReply, denied, late } = own;
  const asking = (words: string) => (code: string, app: string, seconds: number) =>
    fill(words, { code, app, time: lasting(seconds) });
  return {
    ...(code !== undefined && { code: asking(code) }),
    ...(reply !== undefined && { reply: asking(reply) }),
    ...(wrongReply !== undefined && { wrongReply }),
    ...(denied !== undefined && { denied: (app) => fill(denied, { app }) }),
    ...(late !== undefined && { late: (app) => fill(late, { app }) }),
  };
}

/** In one pass: what is filled in is never read for braces again. */
const fill = (words: string, values: Readonly<Record<string, string | undefined>>): string =>
  words.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
