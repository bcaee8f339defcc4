import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, describeError, scrub, scrubPath } from '../src/log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void, level = 'debug'): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a path that somebody else has chosen', () => {
  it.each([
    '/v1/challenges/+14155550100',
    '/v1/challenges/%2B%31%34%31%35%35%35%35%30%31%30%30',
    '/v1/challenges/+1%2F415%2F555%2F01%2F00',
    `/v1/challenges/${encodeURIComponent('＋１４１５５５５０１００')}`,
  ])('has no number left: %s', (path) => expect(scrubPath(path)).toBe('/v1/challenges/[digits]'));

  it('is told as it is otherwise, and not at all when it cannot be read', () => {
    expect(scrubPath('/v1/challenges/sign-in-42')).toBe('/v1/challenges/sign-in-42');
    expect(scrubPath('/v1/%')).toBe('[not a path]');
  });
});

describe('a text from elsewhere', () => {
  it('loses every number and code, however it is written', () => {
    const numbers = [
      '+14155550100',
      '14155550100',
      '415) 555-0100',
      '+1 415.555.0100',
      '561166',
      '5611',
      '06 12345678',
    ];
    for (const number of numbers) expect(scrub(`to ${number}: no`)).toBe('to [digits]: no');
    expect(scrub('a 561166, b 4155550100')).toBe('a [digits], b [digits]');
  });

  it('keeps words and short numbers', () => {
    expect(scrub('HTTP 503 after 12 s, try 3 of 5')).toBe('HTTP 503 after 12 s, try 3 of 5');
  });

  it('never keeps four digits in a row', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[ a-z0-9+()-]{0,40}$/), (text) => {
        expect(scrub(text)).not.toMatch(/\d{4}/);
      }),
    ));
});

describe('an error', () => {
  it('is logged as name, scrubbed message, code and frames, whatever else it carries', () => {
    const error = Object.assign(new TypeError('call to +14155550100 failed'), {
      ...{ code: 'ECONNRESET', status: 400, config: { headers: { Authorization: 'Basic c2VjcmV0' } } },
      ...{ body: 'To=%2B14155550100', cause: new Error('561166') },
    });
    const described = describeError(error);
    expect(described).toMatchObject({ name: 'TypeError', message: 'call to [digits] failed', code: 'ECONNRESET' });
    expect(Object.keys(described).sort()).toEqual(['code', 'message', 'name', 'stack']);
    expect(JSON.stringify(described)).not.toMatch(/c2VjcmV0|5550100|561166/);
  });

  it('has its place in the code but not its message in the stack', () => {
    const { stack } = describeError(new Error('first 561166\n    at +14155550100')) as { stack: string };
    expect(stack).toContain('log.test.ts');
    expect(stack).not.toMatch(/561166|5550100/);
  });

  it('that is no error at all is scrubbed text', () => {
    for (const thrown of ['no 561166', { toString: () => 'no 561166' }])
      expect(describeError(thrown)).toEqual({ message: 'no [digits]' });
    for (const thrown of [undefined, null, Symbol('x'), 7]) expect(describeError(thrown)).toHaveProperty('message');
  });

  it('is described the same under `error` and `err`', () => {
    const [line] = logged((log) => log.warn({ error: new Error('+14155550100'), err: new Error('561166') }, 'x'));
    expect(line).toMatchObject({ error: { message: '[digits]' }, err: { message: '[digits]' } });
  });
});

describe('a line', () => {
  it('is JSON with time, level and its fields, and nothing about the machine', () => {
    const [line] = logged((log) => log.info({ challengeId: 'line-1' }, 'challenge created'));
    expect(line).toEqual({ level: 30, time: expect.any(String), challengeId: 'line-1', msg: 'challenge created' });
    expect(new Date(String(line?.['time'])).toISOString()).toBe(line?.['time']);
  });

  it('hides what somebody logs by mistake: numbers and codes under their usual names', () => {
    const telling = {
      to: '+14155550100',
      from: '+1',
      body: 'text',
      pin: '2580',
      pinHash: '$scrypt',
      matchNumber: '42',
    };
    const [line] = logged((log) =>
      log.info({ ...telling, code: '561166', form: { ...telling, digits: '561166' } }, 'x'),
    );
    expect(JSON.stringify(line)).not.toMatch(/5550100|561166|"text"|2580|scrypt|"42"/);
  });

  it('less important than the level is not written', () => {
    expect(logged((log) => log.debug({}, 'x'), 'info')).toEqual([]);
    expect(logged((log) => log.error({}, 'x'), 'silent')).toEqual([]);
  });
});
