import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Log } from '../src/core/ports/log.ts';
import { createLog } from '../src/log.ts';

type Line = Record<string, unknown>;

function record(secrets: readonly string[] = []): { log: Log; raw: string[]; last: () => Line } {
  const raw: string[] = [];
  const log = createLog({ level: 'info', secrets, write: (line) => raw.push(line) });
  return { log, raw, last: () => JSON.parse(raw.at(-1) ?? '{}') };
}

describe('lines', () => {
  test('are JSON with level, time, fields and sentence, one per line', () => {
    const { log, raw, last } = record();
    log.info('Started', { port: 8080 });
    expect(raw[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/Z$/),
      port: 8080,
      msg: 'Started',
    });
  });

  test('below the level are not written', () => {
    const { log, raw } = record();
    log.debug('quiet');
    expect(raw).toEqual([]);
  });

  test('of a child carry its fields', () => {
    const { log, last } = record();
    log.child({ chat: 5 }).warn('Kicked', { by: 6 });
    expect(last()).toMatchObject({ chat: 5, by: 6, level: 'warn' });
  });

  test('keep their own level, time and sentence when fields have those names', () => {
    const { log, last } = record();
    log.info('Read', { level: 9, msg: 'x', time: 'y' });
    expect(last()).toMatchObject({ level: 'info', msg: 'Read', level_: 9, msg_: 'x', time_: 'y' });
  });
});

describe('errors', () => {
  test('are written with type, code, stack and causes', () => {
    const { log, last } = record();
    const root = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' });
    log.error('Could not ask', { error: new Error('fetch failed', { cause: root }) });
    expect(last()).toMatchObject({
      error: {
        type: 'Error',
        message: 'fetch failed',
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'TypeError', message: 'refused', code: 'ECONNREFUSED' },
      },
    });
  });

  test('with endless causes, or that are their own cause, are cut', () => {
    const { log, raw, last } = record();
    let error = new Error('root');
    for (let i = 0; i < 50; i++) error = new Error(`layer ${i}`, { cause: error });
    log.error('x', { error });
    expect(raw[0]).toContain('[more causes]');
    const own = new Error('own');
    own.cause = own;
    log.error('x', { error: own });
    expect(last()).toMatchObject({ error: { cause: '[circular]' } });
  });

  test('of several at once show each of them', () => {
    const { log, raw } = record();
    log.error('x', { error: new AggregateError([new Error('one'), new Error('two')], 'all') });
    expect(raw[0]).toMatch(/one.*two/);
  });
});

describe('odd values', () => {
  test('never make it throw', () => {
    const { log, raw } = record();
    const circular: Line = {};
    circular['self'] = circular;
    const hostile = {
      get trap(): never {
        throw new Error('trap');
      },
    };
    log.info('odd', {
      circular,
      hostile,
      big: 10n,
      map: new Map([[{}, 1]]),
      set: new Set([1]),
      bytes: new Uint8Array(9),
      when: new Date(NaN),
      call: () => 1,
      deep: JSON.parse('['.repeat(50) + ']'.repeat(50)),
    });
    expect(JSON.parse(raw[0] ?? '')).toMatchObject({
      circular: { self: '[circular]' },
      hostile: '[unreadable]',
      big: '10',
      set: [1],
      bytes: '[9 bytes]',
      when: null,
      call: '[function]',
    });
  });

  test('that are huge are cut', () => {
    const { log, raw } = record();
    log.info('big', { text: 'x'.repeat(1e6), list: Array.from({ length: 1e5 }, (_, i) => i) });
    expect(raw[0]?.length).toBeLessThan(12_000);
  });
});

describe('secrets', () => {
  const token = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

  test('a bot token that nobody named is masked by its shape', () => {
    const { log, raw } = record();
    log.error(`https://api.telegram.org/bot${token}/getMe failed`, {
      token,
      other: encodeURIComponent(token),
    });
    log.error('local', { url: 'http://127.0.0.1:80/bot1:short/sendMessage' });
    expect(raw.join('')).not.toMatch(/AAHdq|1:short/);
    expect(raw[0]).toContain('https://api.telegram.org/bot***/getMe failed');
  });

  test('are masked inside URLs, forms and base64', () => {
    const secret = 'p@ss w/rd+é';
    const { log, raw } = record([secret]);
    const url = new URL('https://x.example/');
    url.searchParams.set('key', secret);
    log.info(`GET ${encodeURIComponent(secret)}`, {
      url,
      basic: btoa('only') + Buffer.from(secret).toString('base64'),
    });
    expect(raw[0]).not.toMatch(/ss(%20|\+)w|p%40ss/);
    expect(raw[0]).not.toContain(Buffer.from(secret).toString('base64'));
  });

  test('are masked as a number and as the name of a field', () => {
    const { log, raw } = record(['4815162342']);
    log.info('lost', { answer: 4815162342, '4815162342': 1, big: 4815162342n });
    expect(raw[0]).not.toContain('4815162342');
  });

  test('one inside another leaves nothing behind', () => {
    const { log, raw } = record(['abcdef', 'abcdefghij']);
    log.info('x abcdefghij y');
    expect(raw[0]).not.toContain('ghij');
  });

  test('headers that carry them are masked by name', () => {
    const { log, raw } = record();
    log.info('sent', { headers: { Authorization: 'Basic Zm9v', accept: 'x' } });
    expect(raw[0]).not.toContain('Zm9v');
  });

  test('wherever an object holds a secret, its line does not', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
      .filter((s) => s.trim() !== '' && !'[unreadable]·[circular]·undefined'.includes(s));
    const place = (s: string) =>
      fc.letrec((tie) => ({
        leaf: fc.oneof(
          fc.constant<unknown>(s),
          fc.anything(),
          fc.string().map((x) => x + s + x),
          fc.constant(new Error(s, { cause: { s } })),
        ),
        node: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          tie('leaf'),
          fc.array(tie('node'), { maxLength: 4 }),
          fc.dictionary(fc.oneof(fc.string(), fc.constant(s)), tie('node'), { maxKeys: 4 }),
          tie('node').map((x) => new Map([[x, x]])),
          tie('node').map((x) => new Set([x])),
        ),
      })).node;
    fc.assert(
      fc.property(
        secret.chain((s) => fc.tuple(fc.constant(s), place(s), place(s))),
        ([s, one, two]) => {
          const { log, raw, last } = record([s]);
          log.child({ one }).error(`said ${s}`, { [s]: two, two });
          expect(leaves(last()).filter((text) => text.includes(s))).toEqual([]);
          expect(raw).toHaveLength(1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Every name and text of parsed JSON: what a reader of the line sees once its escapes are undone. */
function leaves(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...leaves(inner)]);
}
