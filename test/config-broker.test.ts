import { describe, expect, test } from 'vitest';
import { describeConfig } from '../src/config/describe.ts';
import { readConfig, secretsOf } from '../src/config.ts';
import { configOf } from './support/config.ts';

const DEMO = 'https://demo.trading212.com/api/v0/equity';
const LIVE = 'https://live.trading212.com/api/v0/equity';
const KEYS = { T212_API_KEY: 'key0000111122223333', T212_SECRET_KEY: 'secret444455556666' };

function problems(env: Readonly<Record<string, string>>): readonly string[] {
  const read = readConfig(env, () => '');
  return read.kind === 'problems' ? read.problems : [];
}

describe('the address and the mode', () => {
  test('of the demonstration are the start values, and live needs both', () => {
    expect(configOf({ T212_MODE: 'live', T212_API_BASE: LIVE }).broker).toMatchObject({
      mode: 'live',
      bases: { demo: DEMO, live: LIVE },
    });
  });

  test.each([
    [{ T212_MODE: 'live' }],
    [{ T212_API_BASE: LIVE }],
    [{ T212_MODE: 'live', T212_API_BASE: DEMO }],
    [{ T212_MODE: 'demo', T212_API_BASE: 'https://LIVE.trading212.com:443/api/v0/equity' }],
    [{ T212_MODE: 'demo', T212_API_BASE: 'https://live.trading212.com./api/v0/equity' }],
    // Whatever else there may be of that name is taken for real money.
    [{ T212_MODE: 'demo', T212_API_BASE: 'https://live2.trading212.com/api/v0/equity' }],
    [{ T212_MODE: 'demo', T212_API_BASE: 'https://trading212.com/api/v0/equity' }],
  ])('that do not fit do not start: %j', (env) => {
    const [problem = '', ...more] = problems(env);
    expect(more).toEqual([]);
    expect(problem).toMatch(
      /^T212_API_BASE leads to \S+, and T212_MODE is (demo|live)\. Allowed: /,
    );
  });

  test('of a stand-in are for both kinds of account, so that nothing reaches the real one', () => {
    const base = 'http://127.0.0.1:9999/api/v0/equity';
    for (const mode of ['demo', 'live']) {
      const { bases } = configOf({ T212_API_BASE: `${base}/`, T212_MODE: mode }).broker;
      expect(bases).toEqual({ demo: base, live: base });
    }
  });

  test('of somebody with a similar name are a stand-in, not the broker', () => {
    const base = 'https://demo.trading212.com.example/api';
    expect(configOf({ T212_API_BASE: base }).broker.bases).toEqual({ demo: base, live: base });
  });
});

describe('the key', () => {
  test('goes with its secret, or alone where it is an older one', () => {
    expect(configOf({}).broker.credentials).toBeUndefined();
    expect(configOf({ T212_API_KEY: KEYS.T212_API_KEY }).broker.credentials).toEqual({
      key: KEYS.T212_API_KEY,
      secret: undefined,
    });
    expect(configOf(KEYS).broker.credentials).toEqual({
      key: KEYS.T212_API_KEY,
      secret: KEYS.T212_SECRET_KEY,
    });
  });

  test('is missing where only its secret is there', () => {
    expect(problems({ T212_SECRET_KEY: 'secret444455556666' })).toEqual([
      'T212_SECRET_KEY is set, and T212_API_KEY is not. Allowed: both, or an older key alone in T212_API_KEY.',
    ]);
  });

  test('is shown nowhere, in no spelling', () => {
    const config = configOf(KEYS);
    const basic = btoa(`${KEYS.T212_API_KEY}:${KEYS.T212_SECRET_KEY}`);
    expect(secretsOf(config)).toEqual(expect.arrayContaining([...Object.values(KEYS), basic]));
    const told = describeConfig(config).join('\n');
    for (const secret of [...Object.values(KEYS), basic]) expect(told).not.toContain(secret);
    const [problem] = problems({ T212_API_KEY: 'two words 12345' });
    expect(problem).toBe(
      'T212_API_KEY is set to 15 characters (a secret, not shown). Allowed: visible ASCII characters without spaces.',
    );
  });
});

test.each([
  ['T212_MODE', 'paper', 'one of demo, live'],
  [
    'T212_API_BASE',
    'demo.trading212.com',
    'an http or https address without a name or password in it',
  ],
  ['T212_ACCOUNT_ID', '12 34', 'the number of an account'],
  ['AUTOSELL', 'yes', 'one of off, shadow, demo, live'],
  ['RISK_PERCENTAGE', '0', 'a percentage above 0 and up to 100, such as 0.7'],
  ['RISK_PERCENTAGE', '-1', 'a percentage above 0 and up to 100, such as 0.7'],
  ['RISK_PERCENTAGE', '1e1', 'a percentage above 0 and up to 100, such as 0.7'],
  ['TOTAL_RISK_PERCENTAGE', '101', 'a percentage above 0 and up to 100, such as 0.7'],
  ['TOTAL_RISK_PERCENTAGE', '7,0', 'a percentage above 0 and up to 100, such as 0.7'],
  [
    'SCAN_POSITIONS_CRON',
    '*/5 * * * *',
    'a pattern of six fields: second minute hour day month weekday (*/15 * * * * *)',
  ],
])('%s=%s says what is allowed', (name, text, allowed) => {
  expect(problems({ [name]: text })).toEqual([
    `${name} is ${JSON.stringify(text)}. Allowed: ${allowed}.`,
  ]);
});

test('one position may not risk more than all of them', () => {
  expect(problems({ RISK_PERCENTAGE: '8' })).toEqual([
    'RISK_PERCENTAGE is 8, and TOTAL_RISK_PERCENTAGE is 7. Allowed: at most as much for one position as for all.',
  ]);
  expect(configOf({ RISK_PERCENTAGE: '1 %', TOTAL_RISK_PERCENTAGE: '8%' }).risk).toEqual({
    perPct: 1,
    totalPct: 8,
  });
});

test('what is on is told with its mode, what real selling still lacks by name', () => {
  const lines = (env: Readonly<Record<string, string>>): string =>
    describeConfig(configOf(env)).join('\n');
  expect(lines({})).toContain(
    'off  Broker: T212_API_KEY is not set; accounts may be added in the chat',
  );
  expect(lines({})).toContain('on   Selling: up to shadow');
  expect(lines({})).toContain('on   Risk: 0.7 % of an account a position, 7 % in all');
  expect(lines({ AUTOSELL: 'off' })).toContain('off  Selling: AUTOSELL is off');
  expect(lines({ ...KEYS, AUTOSELL: 'live' })).toContain(
    'on   Selling: up to demo, since AUTOSELL is live and T212_MODE is demo and T212_ACCOUNT_ID is not set',
  );
  const real = { ...KEYS, T212_MODE: 'live', T212_API_BASE: LIVE, T212_ACCOUNT_ID: '123' };
  const told = lines({ ...real, AUTOSELL: 'live' });
  expect(told).toContain('on   Selling: up to live, with real money');
  expect(told).toContain(
    'on   Broker: Trading 212 (live) at live.trading212.com with key and secret, account 123, at */30 * * * * *',
  );
});
