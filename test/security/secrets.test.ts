import { GrammyError, HttpError } from 'grammy';
import { expect, test } from 'vitest';
import { readConfig, secretsOf } from '../../src/config.ts';
import { SECRETS } from '../../src/config/variables.ts';
import { createLog } from '../../src/log.ts';
import { createMask } from '../../src/log/mask.ts';
import { OWNER, startBot } from '../support/bot.ts';

const TOKEN = '1234567:AAAbbbCCCdddEEEfffGGGhhhIIIjjjKKKll';

/** A value that each may have, and that stands nowhere else. */
const VALUES: Readonly<Record<(typeof SECRETS)[number], string>> = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  HEALTHCHECK_URL: 'https://hc.example/ping/11112222-aaaa-4444',
  NTFY_TOKEN: 'tk_ntfy3333333333333333333333333',
  PUSHOVER_API_TOKEN: 'apush44444444444444444444444444',
  PUSHOVER_USER_KEY: 'upush55555555555555555555555555',
  SMTP_PASSWORD: 'smtp666 pass/word+é',
  DISCORD_WEBHOOK_URL: 'https://discord.com/api/webhooks/777/d777777777777777',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T8/B8/s8888888888888',
  TWILIO_AUTH_TOKEN: 'twilio99999999999999999999999999',
  T212_API_KEY: 't212key0000aaaabbbbccccddddeeee',
  T212_SECRET_KEY: 't212secret1111aaaabbbbccccdddd',
  SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
};

/** What goes with them so that they are read at all. */
const COMPANY = {
  OWNER_IDS: String(OWNER),
  SMTP_HOST: 'mail.example',
  SMTP_USER: 'bell',
  MAIL_FROM: 'bell@mail.example',
  ALERT_EMAIL: 'ann@mail.example',
  NTFY_TOPIC: 'bell',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_FROM: '+14155550100',
};

function secretsIn(env: Readonly<Record<string, string>>): readonly string[] {
  const read = readConfig({ ...COMPANY, ...VALUES, ...env }, () => '');
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return secretsOf(read.config);
}

test.each(SECRETS)('%s is masked wherever it is written', (name) => {
  const known = ['ntfy:bell', 'pushover', 'mail:ann@mail.example'].flatMap((channel) =>
    secretsIn({ EMERGENCY_CHANNEL: channel }),
  );
  // A variable that is added to SECRETS belongs to secretsOf in src/config.ts too.
  expect(createMask(known)(`before ${VALUES[name]} after`)).toBe('before *** after');
  expect(createMask(known)(encodeURIComponent(VALUES[name]))).toBe('***');
});

test('errors of the Telegram library, which carry the token, are logged without it', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', secrets: [TOKEN], write: (line) => lines.push(line) });
  const url = `https://api.telegram.org/bot${TOKEN}/sendMessage`;
  const network = new HttpError('Network request failed', new Error(`connect to ${url}`));
  const refused = new GrammyError(
    `Call to ${url} failed`,
    { ok: false, error_code: 400, description: `Bad Request: ${url}` },
    'sendMessage',
    { text: TOKEN },
  );
  log.error('could not send', { error: network });
  log.error('could not send', { error: refused, cause: { error: network } });
  log.child({ url }).warn(url, { [url]: new Error('outer', { cause: network }) });
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain(TOKEN.slice(8));
});

test('what the bot writes to people, exports and keeps holds no token', async () => {
  const lab = await startBot({ env: { TELEGRAM_BOT_TOKEN: TOKEN } });
  const { ann, world, program } = lab;
  await ann.sends('/rule! NVDA < 140');
  for (const text of ['/rules export', '/status', '/settings', '/audit', '/history', '/id', '/why'])
    await ann.sends(text);
  const said = JSON.stringify(world.messages(ann.id));
  const tables = program.parts.db.sqlite
    .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
    .all();
  const kept = tables.map(({ name }) =>
    JSON.stringify(program.parts.db.sqlite.prepare(`select * from "${name}"`).all()),
  );
  for (const secret of [TOKEN, world.token]) {
    expect(said).not.toContain(secret.slice(8));
    expect(kept.join('')).not.toContain(secret.slice(8));
    expect(lab.complaints.join('')).not.toContain(secret.slice(8));
  }
});
