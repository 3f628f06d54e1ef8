import { SEVERITIES, type Severity } from '../core/alert.ts';
import { USUAL_POLICY, type ChatPolicy, type QuietHours, type Route } from '../core/chat-policy.ts';
import { parseDuration } from '../core/duration.ts';
import { DAY_MS, MINUTE_MS } from '../core/time.ts';
import { spellDuration } from '../rules/quantity.ts';

/** What a chat can set about its alerts, each by words of its own: `/settings storm 5`. */
export const POLICY_SETTINGS = [
  'quiet',
  'route',
  'storm',
  'limit',
  'escalation',
  'repeat',
  'resolved',
  'market',
] as const;

export type PolicySetting = (typeof POLICY_SETTINGS)[number];

/** What words may say in this installation. */
export type WordLimits = {
  /** Names that a route may have. */
  readonly channels: readonly string[];
  /** Messages with alerts in a minute that whoever runs the program allows at most. */
  readonly mostPerMinute: number;
};

export type PolicyRead =
  | {
      readonly kind: 'read';
      readonly policy: ChatPolicy;
      /** Words that read back as what was, and as what is asked for. */
      readonly before: string;
      readonly after: string;
    }
  /** `why` is a whole sentence. */
  | { readonly kind: 'problem'; readonly why: string };

type Facts = { readonly policy: ChatPolicy; readonly limits: WordLimits };
type Part = Partial<ChatPolicy> | { readonly why: string };

/** Reads the words of one setting. Never throws; what it takes reads back as the same. */
export function readPolicyWords(name: PolicySetting, words: string, facts: Facts): PolicyRead {
  const text = words.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const part = READERS[name](text, facts);
  if ('why' in part) return { kind: 'problem', why: part.why };
  const { policy: was } = facts;
  const policy = { ...was, ...part };
  const severity = severityIn(text);
  const spell = (one: ChatPolicy) => spellPolicy(name, one, severity);
  return { kind: 'read', policy, before: spell(was), after: spell(policy) };
}

/** How a setting stands, in words that `readPolicyWords` takes. */
export function spellPolicy(
  name: PolicySetting,
  policy: ChatPolicy,
  severity: Severity = 'critical',
): string {
  switch (name) {
    case 'quiet':
      return policy.quiet === undefined ? 'off' : `${policy.quiet.from}-${policy.quiet.to}`;
    case 'route':
      return `${severity} ${spellRoute(policy.routes[severity])}`;
    case 'storm':
      return String(policy.stormFrom);
    case 'limit':
      return policy.mostPerMinute === undefined ? 'usual' : String(policy.mostPerMinute);
    case 'escalation':
      return policy.escalateAfterMs.length === 0
        ? 'off'
        : policy.escalateAfterMs.map(spellDuration).join(' ');
    case 'repeat':
      return policy.repeatEveryMs === 0 ? 'off' : spellDuration(policy.repeatEveryMs);
    case 'resolved':
      return policy.resolved;
    case 'market':
      return policy.inhibits ? 'on' : 'off';
  }
}

/** `telegram+pushover then email`. */
export function spellRoute(route: Route): string {
  return route.map((stop) => stop.join('+')).join(' then ');
}

const READERS: Readonly<Record<PolicySetting, (text: string, facts: Facts) => Part>> = {
  quiet: readQuiet,
  route: readRoute,
  storm: (text) => {
    const stormFrom = wholeNumber(text, { from: 1, to: 100 });
    if (stormFrom !== undefined) return { stormFrom };
    return { why: 'From how many alerts on they become one message is a number from 1 to 100.' };
  },
  limit: readLimit,
  escalation: readEscalation,
  repeat: readRepeat,
  resolved: (text) => {
    const resolved = (['off', 'edit', 'critical', 'all'] as const).find((one) => one === text);
    if (resolved !== undefined) return { resolved };
    return { why: 'Word that something is over is sent for off, edit, critical or all.' };
  },
  market: (text) => {
    if (text === 'on' || text === 'off') return { inhibits: text === 'on' };
    return { why: 'It is on or off.' };
  },
};

const TIME = String.raw`(\d{1,2})(?::?([0-5]\d))?\s?(am|pm)?`;
const QUIET = new RegExp(String.raw`^${TIME}\s?(?:-|–|—|to|until)\s?${TIME}$`);

function readQuiet(text: string): Part {
  if (text === 'off' || text === 'none') return { quiet: undefined };
  const [, h1, m1, half1, h2, m2, half2] = QUIET.exec(text) ?? [];
  const from = h1 === undefined ? undefined : clockOf(h1, m1, half1);
  const to = h2 === undefined ? undefined : clockOf(h2, m2, half2);
  if (from === undefined || to === undefined)
    return { why: 'Quiet hours are two times of day, such as 22:00-07:00, or off.' };
  if (from === to) return { why: `From ${from} to ${to} is no time at all.` };
  const quiet: QuietHours = { from, to };
  return { quiet };
}

/** `7` is 07:00, `24:00` the midnight that 00:00 is. */
function clockOf(hour: string, minute = '00', half?: string): string | undefined {
  const shown = Number(hour);
  if (half !== undefined && (shown < 1 || shown > 12)) return undefined;
  const at = half === undefined ? shown : (shown % 12) + (half === 'pm' ? 12 : 0);
  if (at > 24 || (at === 24 && minute !== '00')) return undefined;
  return `${String(at % 24).padStart(2, '0')}:${minute}`;
}

const MOST_STOPS = 4;
const MOST_TOGETHER = 5;
const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['mail', 'email'],
  ['tg', 'telegram'],
  ['text', 'sms'],
]);

function readRoute(text: string, { policy, limits }: Facts): Part {
  const severity = severityIn(text);
  if (severity === undefined)
    return { why: `A route begins with whose it is: ${SEVERITIES.toReversed().join(', ')}.` };
  const way = text
    .slice(severity.length)
    .trim()
    .replace(/^(?:to|:|→|>)\s*/, '');
  const isUsual = way === 'usual';
  const stops = isUsual ? USUAL_POLICY.routes[severity] : way.split(STEPS).map(namesIn);
  const why = isUsual ? undefined : routeFault(stops, severity, limits.channels);
  if (why !== undefined) return { why };
  return { routes: { ...policy.routes, [severity]: stops } };
}

const STEPS = /\s+then\s+|\s*(?:>|→)\s*/;

function namesIn(stop: string): readonly string[] {
  const names = stop.split(/\s*[+,&]\s*|\s+(?:and\s+)?/).filter((name) => name !== '');
  return [...new Set(names.map((name) => NICKNAMES.get(name) ?? name))];
}

function routeFault(
  stops: Route,
  severity: Severity,
  channels: readonly string[],
): string | undefined {
  const names = stops.flat();
  const unknown = names.find((name) => !channels.includes(name));
  const known = `There are: ${channels.join(', ')}.`;
  if (names.length === 0 || stops.some((stop) => stop.length === 0))
    return `I miss the name of a channel. ${known}`;
  if (unknown !== undefined) return `There is no channel called ${unknown.slice(0, 30)}. ${known}`;
  if (names.includes('log') && names.length > 1)
    return '“log” keeps an alert in /history and sends nothing, so it stands alone.';
  if (names.includes('log') && severity === 'critical')
    return 'Critical alerts are there to be heard: they cannot be kept in the history alone.';
  if (stops.length > MOST_STOPS || stops.some((stop) => stop.length > MOST_TOGETHER))
    return `A route has ${MOST_STOPS} steps at most, of ${MOST_TOGETHER} channels each.`;
  return undefined;
}

function severityIn(text: string): Severity | undefined {
  const [first] = text.split(' ');
  return SEVERITIES.find((one) => one === first);
}

function readLimit(text: string, { limits: { mostPerMinute: most } }: Facts): Part {
  if (text === 'usual') return { mostPerMinute: undefined };
  const mostPerMinute = wholeNumber(text, { from: 1, to: 1_000 });
  if (mostPerMinute === undefined)
    return { why: `The limit is a number of messages in a minute, from 1 to ${most}, or usual.` };
  if (mostPerMinute > most)
    return { why: `Whoever runs me allows ${most} a minute at most, so it can only be less.` };
  return { mostPerMinute };
}

const MOST_STEPS = 5;

function readEscalation(text: string): Part {
  if (text === 'off' || text === 'never') return { escalateAfterMs: [] };
  if (text === 'usual') return { escalateAfterMs: USUAL_POLICY.escalateAfterMs };
  const steps = text
    .split(/[\s,/]+/)
    .map((one) => parseDuration(/^\d+$/.test(one) ? `${one}m` : one));
  const known = steps.filter((ms) => ms !== undefined);
  if (known.length < steps.length)
    return { why: 'The steps are lengths of time, such as 5m 15m 30m, or off.' };
  if (known.length > MOST_STEPS) return { why: `There are ${MOST_STEPS} steps at most.` };
  if (known.some((ms) => ms < MINUTE_MS || ms > DAY_MS))
    return { why: 'Each step is between 1 minute and 1 day after the alert.' };
  if (known.some((ms, i) => ms <= (known[i - 1] ?? 0)))
    return { why: 'Each step counts from the alert, so each must be later than the one before.' };
  return { escalateAfterMs: known };
}

const SHORTEST_REPEAT_MS = 15 * MINUTE_MS;
const LONGEST_REPEAT_MS = 7 * DAY_MS;

function readRepeat(text: string): Part {
  if (text === 'off' || text === 'never') return { repeatEveryMs: 0 };
  const repeatEveryMs = parseDuration(text.replace(/^every /, ''));
  if (repeatEveryMs === undefined)
    return { why: 'How often it comes again is a length of time, such as 4h, or off.' };
  if (repeatEveryMs < SHORTEST_REPEAT_MS || repeatEveryMs > LONGEST_REPEAT_MS)
    return {
      why: 'It can come again every 15 minutes at the soonest and every 7 days at the latest.',
    };
  return { repeatEveryMs };
}

function wholeNumber(text: string, { from, to }: { from: number; to: number }): number | undefined {
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}
