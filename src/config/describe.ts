import type { Config } from '../config.ts';
import type { EmergencyRoute } from '../core/ports/emergency.ts';
import { SECOND_MS } from '../core/time.ts';

/** What is on, what is off and why: one line each, without secrets. */
export function describeConfig(config: Config): readonly string[] {
  return [
    telegramLine(config),
    ownersLine(config),
    firstChatLine(config),
    `on   Database: ${config.databasePath}`,
    `on   Backups: ${config.backup.folder}, at ${config.backup.cron}`,
    `on   Web: http://${config.web.host}:${config.web.port} (health, metrics, pages)`,
    config.web.publicUrl === undefined
      ? off('Links to the web page', 'PUBLIC_URL is not set')
      : `on   Links to the web page: ${config.web.publicUrl}`,
    `on   Quotes: Yahoo at ${config.yahooApiRoot ?? "Yahoo's own address"}, at ${config.scans.quotes}`,
    entriesLine(config),
    brokerLine(config),
    autosellLine(config),
    riskLine(config),
    config.scansOutsideHours
      ? 'on   Scans outside market hours'
      : off('Scans outside market hours', 'SCAN_OUTSIDE_HOURS is false'),
    `on   Alerts: at most ${config.maxAlertsPerMinute} a minute and chat, critical ones always`,
    `on   Time zone of new chats: ${config.timeZone}`,
    `on   Log: ${config.logLevel}`,
    heartbeatLine(config),
    emergencyLine(config.emergency),
  ];
}

function telegramLine({ telegram }: Config): string {
  return telegram.kind === 'real'
    ? `on   Telegram: with a token, at ${telegram.apiRoot}`
    : off('Telegram', 'TELEGRAM_BOT_TOKEN is not set; the sandbox opens in its place');
}

function ownersLine({ ownerIds }: Config): string {
  return ownerIds.length > 0
    ? `on   Owners: ${ownerIds.join(', ')}`
    : off('Owners', 'OWNER_IDS is not set; the log shows a link that makes its opener the owner');
}

function firstChatLine({ firstChat: { chat, watchlist } }: Config): string {
  if (chat === undefined && watchlist.length === 0) {
    return off('First chat', 'WATCHLIST and TELEGRAM_CHAT_ID are not set');
  }
  const where = chat === undefined ? "the first owner's chat" : `chat ${chat}`;
  const what = watchlist.length === 0 ? 'no tickers' : watchlist.join(', ');
  return `on   First chat: ${where} with ${what}, once, on an empty database`;
}

function entriesLine({ scans, entriesFeedUrl }: Config): string {
  const host = URL.parse(entriesFeedUrl ?? '')?.host;
  const feed = host === undefined ? '' : `, and what the feed at ${host} names`;
  return `on   Turtle entries: at ${scans.entries}${feed}`;
}

function brokerLine({ broker, scans }: Config): string {
  const { mode, bases, credentials, accountId } = broker;
  if (credentials === undefined)
    return off('Broker', 'T212_API_KEY is not set; accounts may be added in the chat');
  const host = URL.parse(bases[mode])?.host ?? 'its address';
  const how = credentials.secret === undefined ? 'an older key without a secret' : 'key and secret';
  const whose = accountId === undefined ? '' : `, account ${accountId}`;
  return `on   Broker: Trading 212 (${mode}) at ${host} with ${how}${whose}, at ${scans.positions}`;
}

/** Real selling wants all of it: what is missing is named. */
function autosellLine({ autosell, broker }: Config): string {
  if (autosell === 'off') return off('Selling', 'AUTOSELL is off');
  if (autosell !== 'live') return `on   Selling: up to ${autosell}`;
  const missing = [
    ...(broker.mode === 'live' ? [] : ['T212_MODE is demo']),
    ...(broker.accountId === undefined ? ['T212_ACCOUNT_ID is not set'] : []),
  ];
  if (missing.length === 0) return 'on   Selling: up to live, with real money';
  return `on   Selling: up to demo, since AUTOSELL is live and ${missing.join(' and ')}`;
}

function riskLine({ risk }: Config): string {
  return `on   Risk: ${risk.perPct} % of an account a position, ${risk.totalPct} % in all, unless set in the chat`;
}

function heartbeatLine({ heartbeat: { url, heartbeatMs, staleMs } }: Config): string {
  if (url === undefined) return off("Dead-man's ping", 'HEALTHCHECK_URL is not set');
  const host = URL.parse(url)?.host ?? 'its address';
  const every = heartbeatMs / SECOND_MS;
  return `on   Dead-man's ping: ${host} every ${every} s, failing after ${staleMs / SECOND_MS} s`;
}

function emergencyLine(route: EmergencyRoute): string {
  if (route.kind === 'off') return off('Emergency channel', 'EMERGENCY_CHANNEL is not set');
  if (route.kind === 'ntfy') return `on   Emergency channel: ntfy at ${route.server}`;
  if (route.kind === 'pushover') return `on   Emergency channel: Pushover at ${route.apiRoot}`;
  const { to, smtp } = route;
  return `on   Emergency channel: mail to ${to} through ${smtp.host}:${smtp.port}`;
}

function off(what: string, why: string): string {
  return `off  ${what}: ${why}`;
}
