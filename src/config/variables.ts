import { z } from 'zod';

import { CEILINGS } from '../core/intent.ts';
import { LOG_LEVELS } from '../core/ports/log.ts';
import { chatId } from '../core/people.ts';
import { isCronPattern } from './cron-pattern.ts';
import {
  hostsAndPorts,
  oneOf,
  owners,
  percent,
  readAs,
  tickers,
  timeZone,
  webAddress,
  whole,
  yesOrNo,
} from './readers.ts';

const DAY_S = 86_400;
const MAIL_ADDRESS = /^[^\s@<>]+@[^\s@<>]+$/;

/** Variables whose values are never shown, and which may also be read from the file that NAME_FILE names. */
export const SECRETS = [
  'TELEGRAM_BOT_TOKEN',
  'HEALTHCHECK_URL',
  'NTFY_TOKEN',
  'PUSHOVER_API_TOKEN',
  'PUSHOVER_USER_KEY',
  'SMTP_PASSWORD',
  'DISCORD_WEBHOOK_URL',
  'SLACK_WEBHOOK_URL',
  'TWILIO_AUTH_TOKEN',
  'SEALING_KEY',
  'T212_API_KEY',
  'T212_SECRET_KEY',
] as const;

/** Every variable: how its text is read, what it is when absent, and (as the error's text) what is allowed. */
export const VARIABLES = z.object({
  TELEGRAM_BOT_TOKEN: botToken().optional(),
  TELEGRAM_API_ROOT: webAddress().prefault('https://api.telegram.org'),
  OWNER_IDS: owners().prefault(''),
  TELEGRAM_CHAT_ID: chat().optional(),
  WATCHLIST: tickers().prefault(''),
  TZ_DEFAULT: timeZone().default('America/New_York'),

  DATABASE_PATH: path().prefault('data/bellwether.db'),
  BACKUP_DIR: path().optional(),
  BACKUP_CRON: cron().prefault('0 0 */6 * * *'),
  SEALING_KEY: secretText().optional(),

  PORT: whole(0, 65_535, 'a TCP port').prefault('8080'),
  HOST: hostName().prefault('127.0.0.1'),
  PUBLIC_URL: webAddress().optional(),
  LOG_LEVEL: oneOf(LOG_LEVELS).prefault('info'),

  YAHOO_API_ROOT: webAddress().optional(),
  SCAN_QUOTES_CRON: cron().prefault('*/15 * * * * *'),
  SCAN_BARS_CRON: cron().prefault('0 */15 * * * *'),
  SCAN_ENTRIES_CRON: cron().prefault('0 30 16 * * 1-5'),
  SCAN_POSITIONS_CRON: cron().prefault('*/30 * * * * *'),
  ENTRIES_FEED_URL: webAddress().optional(),
  SCAN_OUTSIDE_HOURS: yesOrNo().prefault('false'),
  MAX_ALERTS_PER_MINUTE: whole(1, 1_000, 'a whole number of alerts').prefault('20'),

  T212_API_BASE: webAddress().prefault('https://demo.trading212.com/api/v0/equity'),
  T212_API_KEY: secretText().optional(),
  T212_SECRET_KEY: secretText().optional(),
  T212_MODE: oneOf(['demo', 'live']).prefault('demo'),
  T212_ACCOUNT_ID: matching(/^\w{1,40}$/, 'the number of an account').optional(),
  AUTOSELL: oneOf(CEILINGS).prefault('shadow'),
  RISK_PERCENTAGE: percent().prefault('0.7'),
  TOTAL_RISK_PERCENTAGE: percent().prefault('7.0'),

  HEALTHCHECK_URL: webAddress().optional(),
  HEARTBEAT_S: whole(1, DAY_S, 'a whole number of seconds').prefault('300'),
  STALE_S: whole(1, DAY_S, 'a whole number of seconds').prefault('300'),

  EMERGENCY_CHANNEL: emergencyChannel().optional(),
  NTFY_SERVER: webAddress().prefault('https://ntfy.sh'),
  NTFY_TOPIC: matching(/^[\w-]{1,64}$/, 'up to 64 letters, digits, _ or -').optional(),
  NTFY_TOKEN: secretText().optional(),
  PUSHOVER_API_ROOT: webAddress().prefault('https://api.pushover.net'),
  PUSHOVER_API_TOKEN: secretText().optional(),
  PUSHOVER_USER_KEY: secretText().optional(),
  PUSHOVER_DEVICE: matching(/^[\w-]{1,25}$/, 'up to 25 letters, digits, _ or -').optional(),
  SMTP_HOST: hostName().optional(),
  SMTP_PORT: whole(1, 65_535, 'a TCP port').prefault('587'),
  SMTP_SECURE: yesOrNo().optional(),
  SMTP_USER: z.string().trim().optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: matching(MAIL_ADDRESS, 'an email address').optional(),
  ALERT_EMAIL: matching(MAIL_ADDRESS, 'an email address').optional(),
  DISCORD_WEBHOOK_URL: webAddress().optional(),
  SLACK_WEBHOOK_URL: webAddress().optional(),
  AWS_SNS_TOPIC_ARN: matching(
    /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/,
    'the ARN of a topic: arn:aws:sns:eu-west-1:123456789012:alerts',
  ).optional(),
  AWS_REGION: matching(/^[a-z0-9-]+$/, 'a region such as eu-west-1').optional(),
  AWS_ENDPOINT_URL_SNS: webAddress().optional(),
  TWILIO_API_ROOT: webAddress().prefault('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: matching(/^AC\w{1,64}$/, 'AC and 32 letters and digits').optional(),
  TWILIO_AUTH_TOKEN: secretText().optional(),
  TWILIO_FROM: matching(
    /^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32})$/,
    'a number such as +14155550100, a sender name or a messaging service',
  ).optional(),
  OUTBOUND_ALLOW: hostsAndPorts().prefault(''),
});

export type Variables = z.infer<typeof VARIABLES>;

export function isMailAddress(text: string): boolean {
  return MAIL_ADDRESS.test(text);
}

function matching(pattern: RegExp, allowed: string) {
  return z.string().trim().regex(pattern, allowed);
}

function botToken() {
  const allowed = 'the token that @BotFather gave: digits, a colon, then letters, digits, _ or -';
  return matching(/^\d+:[\w-]+$/, allowed);
}

function secretText() {
  return matching(/^[\x21-\x7e]+$/, 'visible ASCII characters without spaces');
}

function hostName() {
  return matching(/^[\w.:-]+$/, 'a host name or an IP address');
}

function path() {
  return matching(/^[^\0]+$/, 'a path');
}

function cron() {
  const allowed = 'a pattern of six fields: second minute hour day month weekday (*/15 * * * * *)';
  return z.string().trim().refine(isCronPattern, allowed);
}

function chat() {
  return readAs('a numeric Telegram chat id, negative for groups and channels', (text) => {
    const isId = /^-?[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text));
    return isId ? chatId(Number(text)) : undefined;
  });
}

function emergencyChannel() {
  return readAs('ntfy:TOPIC, pushover or mail:ADDRESS', (text) => {
    if (text.toLowerCase() === 'pushover') return { kind: 'pushover' } as const;
    const [, kind, rest = ''] = /^(ntfy|mail):(.*)$/.exec(text) ?? [];
    if (kind === 'ntfy' && /^[\w-]{1,64}$/.test(rest)) return { kind, topic: rest } as const;
    if (kind === 'mail' && MAIL_ADDRESS.test(rest)) return { kind, address: rest } as const;
    return undefined;
  });
}
