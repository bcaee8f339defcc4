import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findProgram } from '../script/find-program.mjs';
import { reasonsByStatus } from '../src/contract/result.ts';
import { settingsWithWebhook } from './outbound/apps-with-webhook.ts';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
let scrape: string;
beforeAll(async () => {
  world = await startWorld(settingsWithWebhook('http://127.0.0.1:1/'));
  const modes = ['press-pound', 'busy', 'no-answer'] as const;
  await Promise.all(
    modes.map(async (mode, index) => {
      const number = `+1415555030${index}`;
      world.simulator.phone(number).behave(mode);
      await world.enqueue(`metrics-${mode}`, {
        to: number,
        channel: 'voice',
        method: 'pound',
        subject: `somebody-secret-${mode}`,
      });
      await world.closed(`metrics-${mode}`);
    }),
  );
  await world.enqueue('metrics-faulty', { to: '+14155550303' });
  await world.closed('metrics-faulty');
  await world.request('POST', '/v1/challenges', { to: '+14155550304', channel: 'sms', method: 'code' });
  const abroad = { to: '+447400123456', channel: 'sms', method: 'code' };
  await world.enqueue('metrics-abroad', abroad);
  await world.closed('metrics-abroad');
  for (const body of [abroad, { ...abroad, channel: 'fax' }]) await world.request('POST', '/v1/challenges', body);
  await fetch(`${world.webhooks}/webhooks/twilio/sms`, {
    method: 'POST',
    body: new URLSearchParams({ Body: 'forged' }),
  });
  scrape = await (await fetch(`${world.api}/metrics`)).text();
});
afterAll(() => world.stop());

const operate = new URL('../docs/operate/', import.meta.url);
const file = (name: string) => readFileSync(new URL(name, operate), 'utf8');
const promtool = findProgram(['promtool']);
const namesIn = (text: string) => [...new Set(text.match(/\b(poundkey|nodejs|process)_[a-z0-9_]+/g))];

describe('metrics', () => {
  it('tell outcomes by channel, country and reason, and how long they took', () => {
    expect(scrape).toContain(
      'poundkey_challenges_total{channel="voice",country="US",outcome="approved",reason="pound-pressed"} 1',
    );
    expect(scrape).toContain(
      'poundkey_challenges_total{channel="voice",country="US",outcome="failed",reason="busy"} 1',
    );
    expect(scrape).toContain('poundkey_challenge_duration_seconds_count{channel="voice",outcome="approved"} 1');
  });
  it('tell what was asked of the provider and what came of it', () => {
    expect(scrape).toMatch(/poundkey_attempts_total\{channel="voice",status="placed",reason=""\} 3/);
    expect(scrape).toMatch(/poundkey_provider_request_duration_seconds_count\{operation="call",result="placed"\} 3/);
  });
  it('tell requests that were not taken on, and callbacks that were forged', () => {
    // One of each by the queue and one by HTTP.
    expect(scrape).toContain('poundkey_blocked_total{reason="invalid-request"} 2');
    expect(scrape).toContain('poundkey_blocked_total{reason="country-blocked"} 2');
    expect(scrape).toContain('poundkey_callbacks_total{kind="sms",result="forged"} 1');
  });
  it('tell whether this process can work, and how its requests went', () => {
    expect(scrape).toMatch(/^poundkey_ready 1$/m);
    // One challenge, and two requests that were not taken on; readiness was asked while it started.
    expect(scrape).toMatch(/^poundkey_http_requests_total\{status="4xx"\} 2$/m);
    expect(scrape).toMatch(/^poundkey_http_requests_total\{status="2xx"\} [1-9]/m);
  });
  it('say none where there was none yet, so that silence can be told from nothing', () => {
    expect(scrape).toContain('poundkey_callbacks_total{kind="sms",result="taken"} 0');
  });
  it('have no label that grows with the people, the numbers or the challenges', () => {
    expect(scrape).not.toMatch(/somebody-secret|metrics-busy|415555|phone-/);
  });
});

describe('what Prometheus and Grafana are given', () => {
  it('names only metrics that a real scrape has', () => {
    const named = [...namesIn(file('alerts.yml')), ...namesIn(file('dashboard.json'))];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !scrape.includes(`\n${name}{`) && !scrape.includes(`\n${name} `))).toEqual([]);
  });
  // Prometheus is no part of the tests; where its tool is, the rules are tried on made-up days.
  if (promtool !== undefined)
    it('alerts on these days and not on those, says Prometheus itself', () => {
      const ran = spawnSync(promtool, ['test', 'rules', 'alerts.test.yml'], { cwd: operate, encoding: 'utf8' });
      expect(ran.stderr + ran.stdout).toContain('SUCCESS');
      expect(ran.status).toBe(0);
    });
  it('names only reasons that a challenge can end with', () => {
    const named = [...file('alerts.yml').matchAll(/reason!?~?="?([a-z|-]+)"/g)].flatMap(([, list = '']) =>
      list.split('|'),
    );
    expect(named).toContain('provider-unknown');
    const reasons: readonly string[] = Object.values(reasonsByStatus).flat();
    expect(named.filter((reason) => !reasons.includes(reason))).toEqual([]);
  });
  it('has a paragraph to read for every alert', () => {
    const { groups } = parse(file('alerts.yml')) as {
      groups: { rules: { alert: string; annotations: { runbook_url: string } }[] }[];
    };
    const headings = [...file('README.md').matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    const links = groups.flatMap(({ rules }) => rules.map(({ annotations }) => annotations.runbook_url.split('#')[1]));
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !headings.includes(link ?? ''))).toEqual([]);
  });
});

describe('while Redis is away', () => {
  it('says that it is not ready, and no longer what the queues were', async () => {
    world.redis.freeze();
    const told = await (await fetch(`${world.api}/metrics`)).text();
    world.redis.thaw();
    expect(told).toMatch(/^poundkey_ready 0$/m);
    expect(told).not.toMatch(/^poundkey_queue_jobs\{/m);
    expect(told).toContain('poundkey_callbacks_total{');
  });
});
