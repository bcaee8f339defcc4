import type { ClosedResult } from '../../src/client/client.ts';
import { english } from './en.ts';
import { dutch } from './nl.ts';

export type Words = typeof english;
export type Reason = ClosedResult['reason'];
/** What can be written down about an account. */
export type Happening = keyof Words['happenings'];

const languages = { en: english, nl: dutch } as const;
export type Locale = keyof typeof languages;
export const locales = Object.keys(languages) as Locale[];

/** All that is said in one language. */
export const wordsIn = (locale: Locale): Words => languages[locale];

export const isReason = (code: string): code is Reason => code in english.endings;
