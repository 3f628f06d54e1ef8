import { userId, type Actor, type ChatId } from '../core/people.ts';
import { isZone } from '../core/zone.ts';
import type { AuditEntry } from '../db/audit.ts';
import { parseScore } from '../rules/score.ts';
import { periodSettings, periodsText, putPeriods } from './periods.ts';
import { policySettings } from './policy-settings.ts';
import { retimeNight } from './night.ts';

type Needs = Parameters<typeof policySettings>[0];

export type Settings = {
  readonly zone: string;
  /** Nobody has chosen the zone for this chat yet. */
  readonly isZoneDefault: boolean;
  readonly maxAlertsPerMinute: number;
  /** Pictures are drawn on a dark ground. */
  readonly isDark: boolean;
  /** What its score is made of; undefined for the usual mix. */
  readonly score: string | undefined;
};

/** One thing that a chat has set, before and after; undefined for what nobody has set. */
export type PlainChange = {
  readonly what: 'zone' | 'theme' | 'score' | 'periods';
  readonly before: string | undefined;
  readonly after: string | undefined;
};

export type ScoreSet =
  | { readonly kind: 'problem'; readonly why: string }
  | { readonly kind: 'set'; readonly change: PlainChange };

const MOST_SUGGESTED = 6;

/** What a chat can set for itself. */
export function settingsApp(deps: Needs) {
  const { store, defaultZone, maxAlertsPerMinute } = deps;
  const note = noteBy(deps);
  return {
    policy: policySettings(deps),
    periods: periodSettings(deps),
    read(by: Actor): Settings {
      const chat = store.chats.get(store.chats.current(by.place.chat));
      return {
        zone: chat?.zone ?? defaultZone,
        isZoneDefault: chat?.zone === undefined,
        maxAlertsPerMinute,
        isDark: chat?.chartTheme === 'dark',
        score: chat?.score,
      };
    },
    zoneOf: (chat: ChatId): string =>
      store.chats.get(store.chats.current(chat))?.zone ?? defaultZone,
    setTheme(isDark: boolean, by: Actor): PlainChange {
      const chat = store.chats.current(by.place.chat);
      const before = store.chats.get(chat)?.chartTheme;
      const after = isDark ? 'dark' : 'light';
      note('theme', chat, { before: before ?? 'light', after });
      store.chats.setChartTheme(chat, after);
      return { what: 'theme', before, after };
    },
    /** @returns undefined when this is no zone: then nothing is changed */
    setZone(text: string, by: Actor): (PlainChange & { readonly after: string }) | undefined {
      const zone = zoneNamed(text);
      if (zone === undefined) return undefined;
      const chat = store.chats.current(by.place.chat);
      const before = store.chats.get(chat)?.zone;
      store.chats.setZone(chat, zone);
      retimeNight(deps, chat);
      note('zone', chat, { before: before ?? defaultZone, after: zone });
      return { what: 'zone', before, after: zone };
    },
    /** Puts back what one of these was. @returns false when it is no longer as the change left it */
    putBack(change: PlainChange, by: Actor): boolean {
      const chat = store.chats.current(by.place.chat);
      if (plainOf(deps, chat, change.what) !== change.after) return false;
      putPlain(deps, chat, change);
      note(change.what, chat, {
        before: change.after ?? 'usual',
        after: change.before ?? 'usual',
      });
      return true;
    },
    /** What the score is made of from now on; `usual` goes back. @returns why it cannot be, or what it is and was */
    setScore(text: string, by: Actor): ScoreSet {
      const chat = store.chats.current(by.place.chat);
      const before = store.chats.get(chat)?.score;
      const isUsual = text.trim().toLowerCase() === 'usual';
      const wish = isUsual ? undefined : parseScore(text);
      if (wish?.kind === 'problem') return wish;
      store.chats.setScore(chat, wish?.text);
      note('score', chat, { before: before ?? 'usual', after: wish?.text ?? 'usual' });
      store.rules.touch();
      return { kind: 'set', change: { what: 'score', before, after: wish?.text } };
    },
    /** Zones that a person may have meant. */
    suggestZones,
  };
}

type Told = Omit<AuditEntry, 'action' | 'subject'>;

function noteBy({ store, clock }: Needs) {
  return (what: string, chat: ChatId, change: Told): void =>
    store.audit.add({ action: `settings-${what}`, subject: String(chat), ...change }, clock());
}

function plainOf({ store }: Needs, id: ChatId, what: PlainChange['what']): string | undefined {
  const chat = store.chats.get(id);
  switch (what) {
    case 'zone':
      return chat?.zone;
    case 'theme':
      return chat?.chartTheme;
    case 'score':
      return chat?.score;
    case 'periods':
      return periodsText(store.books.get(userId(id)));
  }
}

function putPlain(deps: Needs, chat: ChatId, { what, before }: PlainChange): void {
  const { store } = deps;
  switch (what) {
    case 'zone':
      store.chats.setZone(chat, before);
      retimeNight(deps, chat);
      return;
    case 'theme':
      store.chats.setChartTheme(chat, before === 'dark' || before === 'light' ? before : undefined);
      return;
    case 'score':
      store.chats.setScore(chat, before);
      store.rules.touch();
      return;
    case 'periods':
      putPeriods(store, userId(chat), before);
  }
}

/** The zone in its own spelling, whatever the case it was typed in; a city alone is enough where only one has it. */
function zoneNamed(text: string): string | undefined {
  const asked = text.trim().replaceAll(' ', '_').toLowerCase();
  const whole = zones().find((zone) => zone.toLowerCase() === asked);
  if (whole !== undefined) return whole;
  const [city, ...others] = zones().filter((zone) => zone.toLowerCase().endsWith(`/${asked}`));
  if (city !== undefined && others.length === 0) return city;
  // Older names, such as Asia/Kolkata, are not in the list but are zones all the same.
  const spelt = asked.replaceAll(/(^|[/_])([a-z])/g, (letters) => letters.toUpperCase());
  return [spelt, text.trim()].find(isZone);
}

function suggestZones(text: string): readonly string[] {
  const asked = text.trim().replaceAll(' ', '_').toLowerCase();
  const ranked = zones()
    .map((zone) => ({ zone, far: distance(asked, zone.toLowerCase()) }))
    .filter(({ far }) => far <= Math.min(4, Math.max(2, asked.length / 3)));
  const nearest = Math.min(...ranked.map(({ far }) => far));
  return ranked
    .filter(({ far }) => far <= nearest + 1)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, MOST_SUGGESTED)
    .map(({ zone }) => zone);
}

/** How far `asked` is from a zone: from its whole name or its city, 0 when it begins like one. */
function distance(asked: string, zone: string): number {
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  if (asked.length >= 3 && (city.startsWith(asked) || zone.startsWith(asked))) return 0;
  const ownCity = asked.slice(asked.lastIndexOf('/') + 1);
  const byCity = ownCity.length < 4 ? Infinity : edits(ownCity, city);
  return Math.min(edits(asked, zone), byCity + (asked.includes('/') ? 0.5 : 0));
}

/** Levenshtein's distance: the fewest letters to add, drop or change. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function zones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
