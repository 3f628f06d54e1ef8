import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { describeConfig } from '../src/config/describe.ts';
import { readConfig, secretsOf, type Config } from '../src/config.ts';

type Env = Record<string, string | undefined>;
const TOKEN = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

function read(env: Env) {
  return readConfig(env, (path) => readFileSync(path, 'utf8'));
}

function good(env: Env = {}): Config {
  const result = read(env);
  if (result.kind !== 'ok') throw new Error(result.problems.join('\n'));
  return result.config;
}

function problems(env: Env): readonly string[] {
  const result = read(env);
  return result.kind === 'problems' ? result.problems : [];
}

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'bellwether-')), 'secret');
  writeFileSync(path, text);
  return path;
}

describe('defaults', () => {
  test('an empty environment is a whole configuration with the documented defaults', () => {
    expect(good()).toEqual({
      telegram: { kind: 'sandbox' },
      ownerIds: [],
      firstChat: { chat: undefined, watchlist: [] },
      timeZone: 'America/New_York',
      databasePath: 'data/bellwether.db',
      backup: { folder: 'data/backups', cron: '0 0 */6 * * *' },
      sealingKey: undefined,
      web: { host: '127.0.0.1', port: 8080, publicUrl: undefined },
      logLevel: 'info',
      yahooApiRoot: undefined,
      scans: {
        quotes: '*/15 * * * * *',
        bars: '0 */15 * * * *',
        entries: '0 30 16 * * 1-5',
        positions: '*/30 * * * * *',
      },
      entriesFeedUrl: undefined,
      scansOutsideHours: false,
      maxAlertsPerMinute: 20,
      heartbeat: { url: undefined, heartbeatMs: 300_000, staleMs: 300_000 },
      broker: {
        mode: 'demo',
        bases: {
          demo: 'https://demo.trading212.com/api/v0/equity',
          live: 'https://live.trading212.com/api/v0/equity',
        },
        credentials: undefined,
        accountId: undefined,
      },
      autosell: 'shadow',
      risk: { perPct: 0.7, totalPct: 7 },
      emergency: { kind: 'off' },
      channels: {
        smtp: undefined,
        mailFrom: undefined,
        alertEmail: undefined,
        pushover: {
          apiRoot: 'https://api.pushover.net',
          token: undefined,
          userKey: undefined,
          device: undefined,
        },
        ntfy: { server: 'https://ntfy.sh', topic: undefined, token: undefined },
        discordUrl: undefined,
        slackUrl: undefined,
        sns: { topicArn: undefined, region: undefined, endpoint: undefined },
        twilio: {
          apiRoot: 'https://api.twilio.com',
          accountSid: undefined,
          authToken: undefined,
          from: undefined,
        },
        outboundAllow: [],
      },
    });
  });

  test('an empty or blank variable counts as unset', () => {
    expect(good({ PORT: '', LOG_LEVEL: '  ', TELEGRAM_BOT_TOKEN: '', OWNER_IDS: '' })).toEqual(
      good(),
    );
  });

  test('every set variable arrives in its own type and unit', () => {
    const config = good({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9/',
      OWNER_IDS: ' 11, 22,11 ',
      TELEGRAM_CHAT_ID: '-1001234567890',
      WATCHLIST: 'nvda, ^GSPC BTC-USD,NASDAQ:NVDA',
      DATABASE_PATH: '/var/lib/b/x.db',
      PORT: '0',
      HEARTBEAT_S: '60',
      LOG_LEVEL: 'WARN',
      SCAN_OUTSIDE_HOURS: 'yes',
      PUBLIC_URL: 'https://bell.example/',
    });
    expect(config).toMatchObject({
      telegram: { kind: 'real', token: TOKEN, apiRoot: 'http://127.0.0.1:9' },
      ownerIds: [11, 22],
      firstChat: { chat: -1001234567890, watchlist: ['NVDA', '^GSPC', 'BTC-USD'] },
      backup: { folder: '/var/lib/b/backups' },
      web: { port: 0, publicUrl: 'https://bell.example' },
      heartbeat: { heartbeatMs: 60_000 },
      logLevel: 'warn',
      scansOutsideHours: true,
    });
  });
});

describe('problems name the variable, what was read and what is allowed', () => {
  test.each<[string, string, RegExp]>([
    ['PORT', '80a', /^PORT is "80a"\. Allowed: a TCP port from 0 to 65535\.$/],
    ['PORT', '65536', /^PORT is "65536"/],
    ['PORT', '-1', /^PORT is "-1"/],
    ['PORT', '1e3', /^PORT is "1e3"/],
    [
      'LOG_LEVEL',
      'loud',
      /^LOG_LEVEL is "loud"\. Allowed: one of silent, fatal, error, warn, info/,
    ],
    ['TZ_DEFAULT', 'Mars/Base', /^TZ_DEFAULT is "Mars\/Base"\. Allowed: an IANA time zone/],
    ['OWNER_IDS', 'ann', /^OWNER_IDS is "ann"\. Allowed: numeric Telegram user ids/],
    ['OWNER_IDS', '0', /^OWNER_IDS/],
    ['TELEGRAM_CHAT_ID', '@channel', /^TELEGRAM_CHAT_ID is "@channel"/],
    ['WATCHLIST', 'NVDA,../x', /^WATCHLIST is .*not one: \.\.\/x/],
    ['YAHOO_API_ROOT', 'ftp://x', /^YAHOO_API_ROOT is "ftp:\/\/x"\. Allowed: an http or https/],
    ['SCAN_QUOTES_CRON', '*/15 * * * *', /^SCAN_QUOTES_CRON is .*six fields/],
    ['BACKUP_CRON', '61 * * * * *', /^BACKUP_CRON/],
    [
      'SCAN_OUTSIDE_HOURS',
      'perhaps',
      /^SCAN_OUTSIDE_HOURS is "perhaps"\. Allowed: true or false\.$/,
    ],
    ['MAX_ALERTS_PER_MINUTE', '0', /^MAX_ALERTS_PER_MINUTE/],
    ['HOST', 'a b', /^HOST is "a b"/],
    ['EMERGENCY_CHANNEL', 'fax:1', /^EMERGENCY_CHANNEL is "fax:…"\. Allowed: ntfy:TOPIC/],
  ])('%s = %s', (name, text, said) => {
    const found = problems({ [name]: text });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(said);
  });

  test.each([
    ['1087968824', /anonymous group admin/],
    ['777000', /service account/],
    ['136817688', /posts as a channel/],
  ])('the shared id %s cannot be an owner', (id, why) => {
    expect(problems({ OWNER_IDS: `5,${id}` })[0]).toMatch(why);
  });

  test('all of them are told at once', () => {
    expect(problems({ PORT: 'x', HEARTBEAT_S: 'y', NTFY_TOKEN_FILE: '/nowhere' })).toHaveLength(3);
  });

  test('a secret that is wrong is counted, not shown', () => {
    const [said = ''] = problems({ TELEGRAM_BOT_TOKEN: 'hunter2-hunter2' });
    expect(said).toMatch(/^TELEGRAM_BOT_TOKEN is set to 15 characters \(a secret, not shown\)/);
    expect(said).not.toContain('hunter2');
  });

  test('a password inside an address is refused and not shown', () => {
    const [said = ''] = problems({ PUBLIC_URL: 'https://ann:hunter2@x.example' });
    expect(said).toMatch(/^PUBLIC_URL is "https:\/\/\*\*\*@x\.example"/);
  });

  test('no environment whatever makes it throw', () => {
    const names = fc.constantFrom(
      'PORT',
      'WATCHLIST',
      'OWNER_IDS',
      'TZ_DEFAULT',
      'BACKUP_CRON',
      'X',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('*', '/', '-', ',', '0', '5', ' ', 'a', '^') }),
    );
    fc.assert(
      fc.property(fc.dictionary(names, text), (env) => {
        expect(['ok', 'problems']).toContain(read(env).kind);
      }),
    );
  });
});

describe('secrets from files', () => {
  test('the newline at the end of the file is not part of the secret', () => {
    const config = good({ TELEGRAM_BOT_TOKEN_FILE: file(`${TOKEN}\r\n`) });
    expect(config.telegram).toMatchObject({ token: TOKEN });
  });

  test('value and file together are a problem', () => {
    const env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_BOT_TOKEN_FILE: file(TOKEN) };
    expect(problems(env)).toEqual([
      'TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set. Allowed: one of them.',
    ]);
  });

  test('a missing file, an empty file and a folder each say what is wrong', () => {
    const said = (path: string) => problems({ SMTP_PASSWORD_FILE: path })[0];
    expect(said('/nowhere/x')).toMatch(
      /^SMTP_PASSWORD_FILE is "\/nowhere\/x", which cannot be read \(ENOENT\)/,
    );
    expect(said(file('\n'))).toMatch(/that file is empty/);
    expect(said(tmpdir())).toMatch(/cannot be read \(EISDIR\)/);
  });
});

describe('names that nothing reads', () => {
  test('are no problem', () => {
    expect(read({ PATH: '/bin', SEC_USER_AGENT: 'A a@b', FOO: '1' })).toMatchObject({ notes: [] });
  });

  test.each([
    ['TELEGRAM_BOT_TOKN', 'TELEGRAM_BOT_TOKEN'],
    ['OWNER_ID', 'OWNER_IDS'],
    ['DATABSAE_PATH', 'DATABASE_PATH'],
    ['TELEGRAM_BOT_TOKEN_FIEL', 'TELEGRAM_BOT_TOKEN_FILE'],
    ['log_level', 'LOG_LEVEL'],
  ])('%s is noted as a slip of %s', (name, meant) => {
    const text = `${name} is set, and nothing reads it. Did you mean ${meant}?`;
    expect(read({ [name]: 'x' })).toMatchObject({ notes: [{ name, text }] });
  });
});

describe('the emergency channel', () => {
  test('ntfy takes its server and token', () => {
    const { emergency } = good({ EMERGENCY_CHANNEL: 'ntfy:my_topic', NTFY_TOKEN: 'tk_1' });
    expect(emergency).toEqual({
      kind: 'ntfy',
      server: 'https://ntfy.sh',
      topic: 'my_topic',
      token: 'tk_1',
    });
  });

  test('pushover without its keys is a problem', () => {
    const env = { EMERGENCY_CHANNEL: 'pushover', PUSHOVER_API_TOKEN: 'a' };
    expect(problems(env)[0]).toMatch(
      /EMERGENCY_CHANNEL is pushover, and PUSHOVER_USER_KEY is not set/,
    );
    expect(good({ ...env, PUSHOVER_USER_KEY: 'u' }).emergency).toMatchObject({ userKey: 'u' });
  });

  test('mail speaks TLS at once on port 465 and when told to, and STARTTLS elsewhere', () => {
    const env = {
      EMERGENCY_CHANNEL: 'mail:ann@x.example',
      SMTP_HOST: 'mx',
      MAIL_FROM: 'bot@x.example',
    };
    const isImplicitTls = (more: Env) => {
      const { emergency } = good({ ...env, ...more });
      return emergency.kind === 'mail' && emergency.smtp.isImplicitTls;
    };
    expect(isImplicitTls({})).toBe(false);
    expect(isImplicitTls({ SMTP_PORT: '465' })).toBe(true);
    expect(isImplicitTls({ SMTP_SECURE: 'true' })).toBe(true);
    expect(isImplicitTls({ SMTP_PORT: '465', SMTP_SECURE: 'false' })).toBe(false);
  });

  test('mail needs a host, a sender, and a password beside a user', () => {
    const env = { EMERGENCY_CHANNEL: 'mail:ann@x.example' };
    expect(problems(env)[0]).toMatch(/SMTP_HOST is not set/);
    expect(problems({ ...env, SMTP_HOST: 'mx' })[0]).toMatch(/MAIL_FROM is not set/);
    const user = { ...env, SMTP_HOST: 'mx', SMTP_USER: 'bot@x.example' };
    expect(problems(user)[0]).toMatch(/SMTP_PASSWORD is not set/);
    expect(good({ ...user, SMTP_PASSWORD: 'p w' }).emergency).toMatchObject({
      from: 'bot@x.example',
      smtp: { login: { user: 'bot@x.example', password: 'p w' } },
    });
  });
});

test('the description shows what is on and off, and no secret', () => {
  const config = good({
    TELEGRAM_BOT_TOKEN: TOKEN,
    HEALTHCHECK_URL: 'https://hc.example/0f5a7c3e-secret-uuid',
    EMERGENCY_CHANNEL: 'ntfy:quiet_topic',
    NTFY_TOKEN: 'tk_secret',
    SEALING_KEY: 'sealing-secret',
  });
  const text = describeConfig(config).join('\n');
  expect(text).toMatch(/^on {3}Telegram: with a token/m);
  expect(text).toMatch(/^off {2}Owners: OWNER_IDS is not set/m);
  for (const secret of [...secretsOf(config), 'quiet_topic']) expect(text).not.toContain(secret);
  expect(describeConfig(good()).join('\n')).toMatch(
    /^off {2}Telegram: TELEGRAM_BOT_TOKEN is not set; the sandbox/m,
  );
});

test('the secrets to mask are all those that were set', () => {
  const config = good({
    TELEGRAM_BOT_TOKEN: TOKEN,
    HEALTHCHECK_URL: 'https://hc.example/0f5a7c3e-secret-uuid',
    EMERGENCY_CHANNEL: 'pushover',
    PUSHOVER_API_TOKEN: 'push-token',
    PUSHOVER_USER_KEY: 'push-user',
  });
  expect(new Set(secretsOf(config))).toEqual(
    new Set([
      TOKEN,
      'https://hc.example/0f5a7c3e-secret-uuid',
      '0f5a7c3e-secret-uuid',
      'push-token',
      'push-user',
    ]),
  );
  expect(secretsOf(good())).toEqual([]);
});
