import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const secrets = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);

/** Settings of a gateway whose app `default` wants its results posted to `url`, on this machine. */
export function settingsWithWebhook(url: string): Record<string, string> {
  const file = join(mkdtempSync(join(tmpdir(), 'poundkey-apps-')), 'apps.json');
  writeFileSync(file, JSON.stringify({ apps: { default: { name: 'The default', resultWebhook: { url, secrets } } } }));
  return { POUNDKEY_APPS: file, POUNDKEY_WEBHOOKS_TO_PRIVATE: 'true' };
}
