import { Buffer } from 'node:buffer';
import { dirname, join } from 'node:path';

import { SECOND_MS } from './core/time.ts';
import { brokerConfig, type Selling } from './config/broker.ts';
import { channelConfig } from './config/channels.ts';
import { emergencyRoute } from './config/emergency.ts';
import { isSecret, mistyped, rawValues, type ReadFile } from './config/raw.ts';
import { VARIABLES, type Variables } from './config/variables.ts';
import type { Env } from './config/env-file.ts';
import type { ChannelConfig } from './core/channel-config.ts';
import type { EmergencyRoute } from './core/ports/emergency.ts';
import type { LogLevel } from './core/ports/log.ts';
import type { ChatId, UserId } from './core/people.ts';
import type { Ticker } from './core/ticker.ts';

/** Everything that can be set from outside, read once at start. */
export type Config = {
  /** Without a token the sandbox opens in place of Telegram. */
  readonly telegram:
    | { readonly kind: 'sandbox' }
    | { readonly kind: 'real'; readonly token: string; readonly apiRoot: string };
  /** Empty: whoever opens the one-time claim link becomes the owner. */
  readonly ownerIds: readonly UserId[];
  /** Fills the first chat once, on an empty database. */
  readonly firstChat: { readonly chat: ChatId | undefined; readonly watchlist: readonly Ticker[] };
  /** IANA name; the start value of every new chat. */
  readonly timeZone: string;
  readonly databasePath: string;
  readonly backup: { readonly folder: string; readonly cron: string };
  /** What stored secrets are sealed with; undefined: with the key in a file beside the database. */
  readonly sealingKey: string | undefined;
  readonly web: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
  };
  readonly logLevel: LogLevel;
  /** Scheme and host of every Yahoo request; undefined means Yahoo's own. */
  readonly yahooApiRoot: string | undefined;
  /** Six-field patterns, America/New_York. */
  readonly scans: {
    readonly quotes: string;
    readonly bars: string;
    readonly entries: string;
    readonly positions: string;
  };
  /** Entry signals of somebody else, merged with ours and marked. */
  readonly entriesFeedUrl: string | undefined;
  readonly scansOutsideHours: boolean;
  /** For each chat; critical alerts are not counted against it. */
  readonly maxAlertsPerMinute: number;
  readonly heartbeat: {
    readonly url: string | undefined;
    readonly heartbeatMs: number;
    readonly staleMs: number;
  };
  readonly emergency: EmergencyRoute;
  readonly channels: ChannelConfig;
} & Selling;

/** Something odd that does not stop the start: `text` is a whole sentence without secrets. */
type ConfigNote = { readonly name: string; readonly text: string };

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config; readonly notes: readonly ConfigNote[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/**
 * Reads and checks every variable. All problems are reported at once; each names the variable, what was read
 * (a secret never) and what is allowed.
 *
 * @param readFile reads the file that a NAME_FILE variable names; throws when it cannot
 */
export function readConfig(env: Env, readFile: ReadFile): ConfigResult {
  const raw = rawValues(env, readFile);
  const parsed = VARIABLES.safeParse(raw.values);
  if (!parsed.success) {
    const byName = new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), issue]));
    const wrong = [...byName].map(([name, { message }]) => {
      return `${name} is ${shown(name, raw.values[name] ?? '')}. Allowed: ${message}.`;
    });
    return { kind: 'problems', problems: [...raw.problems, ...wrong] };
  }
  const emergency = emergencyRoute(parsed.data);
  const channels = channelConfig(parsed.data);
  const selling = brokerConfig(parsed.data);
  if (raw.problems.length > 0) return { kind: 'problems', problems: raw.problems };
  if (emergency.kind === 'problem') return { kind: 'problems', problems: [emergency.text] };
  if (channels.kind === 'problem') return { kind: 'problems', problems: [channels.text] };
  if (selling.kind === 'problem') return { kind: 'problems', problems: [selling.text] };
  const joined = { emergency: emergency.route, channels: channels.channels, ...selling.selling };
  return { kind: 'ok', config: configOf(parsed.data, joined), notes: notesOn(env) };
}

/** Every value that must never be written anywhere, for masking. */
export function secretsOf(config: Config): readonly string[] {
  const { telegram, heartbeat, emergency, sealingKey, channels } = config;
  const all = [telegram.kind === 'real' ? telegram.token : undefined, heartbeat.url, sealingKey];
  const { key, secret } = config.broker.credentials ?? {};
  all.push(key, secret, key && secret && Buffer.from(`${key}:${secret}`).toString('base64'));
  all.push(config.entriesFeedUrl, channels.smtp?.login?.password);
  all.push(channels.pushover.token, channels.pushover.userKey, channels.ntfy.token);
  all.push(channels.discordUrl, channels.slackUrl, channels.twilio.authToken);
  if (emergency.kind === 'ntfy') all.push(emergency.token);
  if (emergency.kind === 'pushover') all.push(emergency.token, emergency.userKey);
  if (emergency.kind === 'mail') all.push(emergency.smtp.login?.password);
  // The path of a ping address is the secret of it; errors and logs often show the path alone.
  const path = URL.parse(heartbeat.url ?? '')?.pathname.slice(1) ?? '';
  if (path.length >= SHORTEST_PATH) all.push(path);
  return all.flatMap((secret) => secret || []);
}

function configOf(v: Variables, joined: Pick<Config, 'emergency' | 'channels'> & Selling): Config {
  const token = v.TELEGRAM_BOT_TOKEN;
  const apiRoot = v.TELEGRAM_API_ROOT;
  return {
    telegram: token === undefined ? { kind: 'sandbox' } : { kind: 'real', token, apiRoot },
    ownerIds: v.OWNER_IDS,
    firstChat: { chat: v.TELEGRAM_CHAT_ID, watchlist: v.WATCHLIST },
    timeZone: v.TZ_DEFAULT,
    databasePath: v.DATABASE_PATH,
    backup: {
      folder: v.BACKUP_DIR ?? join(dirname(v.DATABASE_PATH), 'backups'),
      cron: v.BACKUP_CRON,
    },
    sealingKey: v.SEALING_KEY,
    web: { host: v.HOST, port: v.PORT, publicUrl: v.PUBLIC_URL },
    logLevel: v.LOG_LEVEL,
    yahooApiRoot: v.YAHOO_API_ROOT,
    scans: {
      quotes: v.SCAN_QUOTES_CRON,
      bars: v.SCAN_BARS_CRON,
      entries: v.SCAN_ENTRIES_CRON,
      positions: v.SCAN_POSITIONS_CRON,
    },
    entriesFeedUrl: v.ENTRIES_FEED_URL,
    scansOutsideHours: v.SCAN_OUTSIDE_HOURS,
    maxAlertsPerMinute: v.MAX_ALERTS_PER_MINUTE,
    heartbeat: {
      url: v.HEALTHCHECK_URL,
      heartbeatMs: v.HEARTBEAT_S * SECOND_MS,
      staleMs: v.STALE_S * SECOND_MS,
    },
    ...joined,
  };
}

function notesOn(env: Env): readonly ConfigNote[] {
  return mistyped(env).map(({ name, meant }) => ({
    name,
    text: `${name} is set, and nothing reads it. Did you mean ${meant}?`,
  }));
}

/** Shorter ones, such as `ping`, are ordinary words, and masking them would spoil every line. */
const SHORTEST_PATH = 12;

const LONGEST_SHOWN = 80;

function shown(name: string, text: string): string {
  if (isSecret(name)) return `set to ${text.length} characters (a secret, not shown)`;
  // A topic lets anyone who knows it listen in.
  if (name === 'EMERGENCY_CHANNEL') return `"${text.replace(/:.*/s, ':…')}"`;
  const safe = text.replace(/\/\/[^/@]*@/g, '//***@');
  return JSON.stringify(safe.length > LONGEST_SHOWN ? `${safe.slice(0, LONGEST_SHOWN)}…` : safe);
}
