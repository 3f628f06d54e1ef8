import { SEVERITIES } from '../core/alert.ts';
import { parseDuration } from '../core/duration.ts';
import { MINUTE_MS } from '../core/time.ts';
import type { Distance } from './measure.ts';
import { readQuantity } from './quantity.ts';
import type { Every, Expiry, HoldFor, Modifiers } from './rule.ts';

/** One modifier of the language. */
export type ModifierKey = {
  /** What the value changes; undefined when it cannot be read. */
  readonly read: (value: string) => Partial<Modifiers> | undefined;
  /** What it takes, to stand after "takes". */
  readonly takes: string;
  /** Values to offer in place of one that cannot be read. */
  readonly offers: readonly string[];
};

const SESSIONS = ['rth', 'ext', '24h'] as const;
const LONGEST_NOTE = 120;
const MOST_WITHIN = 20;

/** Every modifier by the key that is typed. */
export const MODIFIER_KEYS: ReadonlyMap<string, ModifierKey> = new Map(
  Object.entries({
    every: {
      read: (value) => when(readEvery(value), (every) => ({ every })),
      takes: 'once, close, bar, quote or a length of time of a minute or more',
      offers: ['once', 'close', '15m'],
    },
    cooldown: {
      read: (value) => when(readCooldown(value), (cooldownMs) => ({ cooldownMs })),
      takes: 'a length of time such as 30m, 2h or 1d',
      offers: ['1h', '4h', '1d'],
    },
    rearm: {
      read: (value) =>
        value === 'own'
          ? { rearm: { own: true } }
          : when(readDistance(value), (rearm) => ({ rearm })),
      takes: 'a distance such as 1% or 2 (points), under 100%',
      offers: ['0.5%', '1%', '2%'],
    },
    for: {
      read: (value) => when(readHold(value), (holdFor) => ({ holdFor })),
      takes: 'a length of time such as 10m, or a count such as 2bars',
      offers: ['10m', '2bars'],
    },
    within: {
      read: (value) => when(readBars(value, MOST_WITHIN), (within) => ({ within })),
      takes: `a count of bars from 2bars to ${MOST_WITHIN}bars`,
      offers: ['3bars', '5bars'],
    },
    worsen: {
      read: (value) => when(readStep(value), (worsen) => ({ worsen })),
      takes: 'a distance such as 2% or 5 (points), above 0 and under 100%',
      offers: ['1%', '2%', '5%'],
    },
    session: {
      read: (value) => when(oneOf(value, SESSIONS), (session) => ({ session })),
      takes: 'rth (regular hours), ext (extended hours) or 24h',
      offers: SESSIONS,
    },
    exp: {
      read: (value) => when(readExpiry(value), (expiry) => ({ expiry })),
      takes: 'a length of time such as 30d, a date such as 2026-12-31, or never',
      offers: ['30d', '90d', 'never'],
    },
    sev: {
      read: (value) => when(oneOf(value, SEVERITIES), (severity) => ({ severity })),
      takes: 'low, medium, high or critical',
      offers: ['low', 'high', 'critical'],
    },
    to: {
      read: (value) => when(readPlaces(value), (to) => ({ to })),
      takes: 'here, dm, log, topic:Name, @channel or the name of a channel',
      offers: ['here', 'dm', 'log'],
    },
    note: {
      read: (note) => (note === '' || note.length > LONGEST_NOTE ? undefined : { note }),
      takes: `some text in quotes, at most ${LONGEST_NOTE} characters`,
      offers: [],
    },
  } satisfies { [key: string]: ModifierKey }),
);

/** Keys of other programs, and what they are called here. */
export const MODIFIER_SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cd: 'cooldown',
    wait: 'cooldown',
    severity: 'sev',
    priority: 'sev',
    expires: 'exp',
    expiry: 'exp',
    until: 'exp',
    hold: 'for',
    freq: 'every',
    notify: 'to',
    send: 'to',
    comment: 'note',
    text: 'note',
    hysteresis: 'rearm',
  }),
);

function when<T>(value: T | undefined, change: (value: T) => Partial<Modifiers>) {
  return value === undefined ? undefined : change(value);
}

function oneOf<T extends string>(value: string, options: readonly T[]): T | undefined {
  return options.find((option) => option === value);
}

function readEvery(value: string): Every | undefined {
  const word = oneOf(value, ['quote', 'once', 'close', 'bar']);
  if (word) return { kind: word };
  const ms = parseDuration(value);
  return ms !== undefined && ms >= MINUTE_MS ? { kind: 'span', ms } : undefined;
}

function readCooldown(value: string): number | undefined {
  return value === '0' ? 0 : parseDuration(value);
}

function readBars(value: string, most: number): number | undefined {
  const count = Number(/^([1-9]\d{0,2})\s?bars?$/.exec(value)?.[1] ?? NaN);
  return count >= 2 && count <= most ? count : undefined;
}

function readHold(value: string): HoldFor | undefined {
  const count = /^([1-9]\d{0,2})\s?bars?$/.exec(value)?.[1];
  if (count !== undefined) return { count: Number(count) };
  const ms = parseDuration(value);
  return ms === undefined ? undefined : { ms };
}

function readDistance(value: string): Distance | undefined {
  const points = /^([\d.,]+)\s?(?:pts?|points?)$/.exec(value)?.[1];
  const amount = readQuantity(points ?? value);
  if (amount.kind !== 'number') return undefined;
  if (!amount.isPercent) return { points: amount.value };
  return amount.value < 100 ? { pct: amount.value } : undefined;
}

function readStep(value: string): Distance | undefined {
  const step = readDistance(value);
  if (step === undefined) return undefined;
  return ('pct' in step ? step.pct : step.points) > 0 ? step : undefined;
}

function readExpiry(value: string): Expiry | undefined {
  if (value === 'never') return { kind: 'never' };
  if (isDate(value)) return { kind: 'on', isoDate: value };
  const ms = parseDuration(value);
  return ms === undefined ? undefined : { kind: 'after', ms };
}

function isDate(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // 31 February would roll over to March.
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

const PLACE = /^(?:@\w{4,32}|[\p{L}\p{N}][\p{L}\p{N}_-]{0,63})$/u;

function readPlaces(value: string): readonly string[] | undefined {
  const places = (value.match(/(?:[^,"]|"[^"]*")+/g) ?? []).map(readPlace);
  const known = places.filter((place) => place !== undefined);
  return known.length > 0 && known.length === places.length ? [...new Set(known)] : undefined;
}

function readPlace(text: string): string | undefined {
  const topic = /^\s*topic:\s*"?([^",“”]*)"?\s*$/i.exec(text)?.[1]?.replaceAll(/\s+/g, ' ').trim();
  // What looks like a note has to be one, wherever a rule is shown without it.
  if (topic !== undefined)
    return topic === '' || /\bnote\b/i.test(topic) ? undefined : `topic:${topic}`;
  const name = text.trim();
  if (!PLACE.test(name)) return undefined;
  return name.startsWith('@') ? name : name.toLowerCase();
}
