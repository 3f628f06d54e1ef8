import type { Calendar } from '../core/calendar.ts';
import {
  entryKey,
  mergeEntries,
  type EntryChanges,
  type FeedRecord,
  type TurtleEntry,
} from '../core/entry.ts';
import { sourceFault } from '../core/source-words.ts';
import { HOUR_MS, instant, MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { fromZoned, isoDate, shiftDate } from '../core/zone.ts';
import { defineScanner, type ScanResult } from './define.ts';
import { entryNotices, type EntryNews } from './entry-digest.ts';
import { feedNotices } from './entry-feed-notice.ts';
import {
  gatherEntries,
  marketOf,
  type EntriesData,
  type EntriesDeps,
  type FeedLook,
} from './entry-gather.ts';
import { lookAt, type Sight } from './entry-look.ts';
import type { NewEntry } from './entry-words.ts';
import { nextSlot, previousSlot } from './schedule.ts';

export type EntriesOptions = {
  /** When entries are looked for: six fields, and the zone they are read in. */
  readonly pattern: string;
  readonly zone: string;
  readonly everyMs: number;
  readonly calendar: Calendar;
};

/** After its turn in the schedule a look may still take along days that end, or become known, a little later. */
const TAKEN_ALONG_MS = 2 * HOUR_MS;
const LATE_MS = 30 * MINUTE_MS;
const FEED_AGAIN_MINUTES = 10;
/** Feeds that repeat their past tell nothing new with it. */
const FEED_DAYS = 10;

/** Breakouts of 20 and 55 days of every ticker that a chat watches or has in a list, after the close. */
export function entriesScanner(options: EntriesOptions) {
  return defineScanner<EntriesDeps, EntriesData>({
    name: 'entries',
    pattern: options.pattern,
    everyMs: options.everyMs,
    gather: (deps, now) => gatherEntries(deps, { now, slot: now, asOf: now, asksFeed: true }),
    scan: (data, now) => scanEntries(data, options, now),
  });
}

/**
 * Makes good what the last look could not do: tickers that could not be had then, a feed that was down, a look that
 * was missed altogether. It never looks at days that the schedule has not come to yet.
 */
export function entriesAgainScanner(options: EntriesOptions) {
  return defineScanner<EntriesDeps, EntriesData>({
    name: 'entries-again',
    pattern: '40 * * * * *',
    gather: (deps, now) => {
      const slot = previousSlot(options, now) ?? instant(0);
      const asOf = instant(Math.min(now, slot + TAKEN_ALONG_MS));
      const asksFeed = Math.floor(now / MINUTE_MS) % FEED_AGAIN_MINUTES === 0;
      return gatherEntries(deps, { now, slot, asOf, asksFeed });
    },
    scan: (data, now) => scanEntries(data, options, now),
  });
}

/** The deciding half: what is new, to be written down, and to be told to whom. */
function scanEntries(
  data: EntriesData,
  options: EntriesOptions,
  now: Instant,
): ScanResult & { readonly entries: EntryChanges } {
  const { facts, readers, feed, stored } = data;
  const isLate = lateness(options, now);
  const view = { calendar: options.calendar, asOf: data.asOf, now, isLate };
  const sights = facts.map((one) => lookAt(one, view));
  const told = feedEntries(data, options.calendar, { now, isLate });
  const found = [...sights.flatMap((sight) => sight.found.map(({ entry }) => entry)), ...told];
  const known = new Set(stored.map(entryKey));
  const news: EntryNews = {
    entries: newEntries({ data, sights, calendar: options.calendar }, found).filter(
      (one) => !known.has(entryKey(one.entry)),
    ),
    looks: sights.map(({ look }, i) => ({ before: facts[i]?.look, after: look })),
    unknown: unknownIn(data),
  };
  const record = feed && recordOf(feed, now);
  return {
    findings: [],
    tickers: data.fresh,
    entries: {
      found,
      looked: sights.flatMap(({ look }, i) => (isSame(look, facts[i]?.look) ? [] : [look])),
      feed: record,
    },
    notices: [
      ...readers.flatMap((reader) => entryNotices(reader, news)),
      ...(feed && record ? feedNotices(readers, { before: feed.before, after: record }, now) : []),
    ],
    failures: [...data.failures, ...feedFailures(feed)],
  };
}

/** Whether the turn that should have seen a day that closed then has long passed. */
function lateness(options: EntriesOptions, now: Instant): (closesAt: Instant) => boolean {
  return (closesAt) => {
    const turn = nextSlot(options, closesAt);
    return turn !== undefined && now > plus(turn, LATE_MS);
  };
}

type Judging = { readonly now: Instant; readonly isLate: (closesAt: Instant) => boolean };

function feedEntries(
  { feed, facts }: EntriesData,
  calendar: Calendar,
  { now, isLate }: Judging,
): readonly TurtleEntry[] {
  if (feed?.reply.kind !== 'entries') return [];
  const today = isoDate(now, 'UTC');
  const [oldest, newest] = [shiftDate(today, -FEED_DAYS), shiftDate(today, 1)];
  return feed.reply.entries
    .filter(({ session }) => session >= oldest && session <= newest)
    .map((row) => ({
      ...row,
      close: undefined,
      source: feed.host,
      isSkipped: false,
      isLate: isLate(closeOf(calendar, marketOf(facts, row.ticker), row.session)),
      at: now,
    }));
}

function closeOf(calendar: Calendar, market: Parameters<Calendar['session']>[0], day: string) {
  const end = fromZoned({ isoDate: day, hour: 24, minute: 0 }, 'UTC');
  return calendar.session(market, day)?.closesAt ?? end;
}

type Seen = {
  readonly data: EntriesData;
  readonly sights: readonly Sight[];
  readonly calendar: Calendar;
};

/** Each breakout once, with what is known of it beside its figures. */
function newEntries(
  { data, sights, calendar }: Seen,
  found: readonly TurtleEntry[],
): readonly NewEntry[] {
  const seen = new Map(
    sights.flatMap((sight) => sight.found.map((one) => [entryKey(one.entry), one] as const)),
  );
  return mergeEntries(found).map((entry) => {
    const detail = seen.get(entryKey(entry));
    const market = marketOf(data.facts, entry.ticker);
    return {
      entry,
      detail,
      closesAt: detail?.closesAt ?? closeOf(calendar, market, entry.session),
    };
  });
}

/** Tickers of the feed that no source of prices knows. */
function unknownIn({ feed, fresh, facts }: EntriesData): ReadonlySet<string> {
  if (feed?.reply.kind !== 'entries') return new Set();
  const known = new Set([...fresh, ...facts].map(({ ticker }) => ticker));
  return new Set(
    feed.reply.entries.map(({ ticker }) => ticker).filter((ticker) => !known.has(ticker)),
  );
}

function recordOf({ host, before, reply }: FeedLook, now: Instant): FeedRecord {
  if (reply.kind === 'entries') return { host, okAt: now, trouble: undefined };
  const why = sourceFault({ source: host, reason: reply.reason });
  return { host, okAt: before?.okAt, trouble: { why, since: before?.trouble?.since ?? now } };
}

function feedFailures(feed: FeedLook | undefined): readonly string[] {
  if (feed === undefined) return [];
  const { reply, host } = feed;
  if (reply.kind === 'failed') return [reply.detail];
  const { unread, entries } = reply;
  if (unread === 0) return [];
  return [`${host}: ${unread} of ${unread + entries.length} rows could not be read`];
}

function isSame(one: Sight['look'], other: Sight['look'] | undefined): boolean {
  return (
    other !== undefined &&
    one.session === other.session &&
    one.at === other.at &&
    one.missed?.session === other.missed?.session &&
    one.missed?.why === other.missed?.why
  );
}
