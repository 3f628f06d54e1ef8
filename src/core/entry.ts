import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';
import type { IsoDate } from './zone.ts';

/** The turtle systems: 1 buys what exceeds the highest high of 20 days, 2 that of 55. */
export type SystemNumber = 1 | 2;

/** How many days before the day itself a system's breakout exceeds. */
export const ENTRY_DAYS: Readonly<Record<SystemNumber, 20 | 55>> = { 1: 20, 2: 55 };

/** The source of what we saw in closed bars ourselves; every other source is the host of a feed. */
export const OWN_LOOK = 'own';

/** A breakout upwards, as one source tells of it. Prices are in the quote's own currency. */
export type TurtleEntry = {
  readonly ticker: Ticker;
  readonly system: SystemNumber;
  /** The trading day, by the market's own calendar. */
  readonly session: IsoDate;
  /** What was broken: the highest high of the days before. Of a feed, the price that it names. */
  readonly level: number;
  /** The day's close; a feed tells none. */
  readonly close: number | undefined;
  /** The average true range that units are sized by, the day itself included; undefined when the feed tells none. */
  readonly n: number | undefined;
  /** Two N below the level; undefined when the feed tells none. */
  readonly stop: number | undefined;
  /** `OWN_LOOK`, or the host of the feed. */
  readonly source: string;
  /** System 1 leaves it out, since the breakout before it would have won. */
  readonly isSkipped: boolean;
  /** It was seen well after the look that should have seen it. */
  readonly isLate: boolean;
  /** When it was written down. */
  readonly at: Instant;
};

/** One breakout, whoever tells of it: the figures are ours where we saw it too. */
export type ToldEntry = Omit<TurtleEntry, 'source'> & {
  /** Ours first. */
  readonly sources: readonly string[];
};

/** How a ticker stands with the looks at closed days. */
export type EntryLook = {
  readonly ticker: Ticker;
  /** The last trading day that was judged; undefined before the first. */
  readonly session: IsoDate | undefined;
  /** When that was. */
  readonly at: Instant | undefined;
  /** A later day that was due and could not be judged; `why` is a clause for a person. */
  readonly missed: { readonly session: IsoDate; readonly why: string } | undefined;
};

/** How a feed has fared. */
export type FeedRecord = {
  readonly host: string;
  readonly okAt: Instant | undefined;
  /** Set while it cannot be had; `why` is a clause for a person. */
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined;
};

/** What a look has to write down; written twice it is there once. */
export type EntryChanges = {
  readonly found: readonly TurtleEntry[];
  readonly looked: readonly EntryLook[];
  readonly feed: FeedRecord | undefined;
};

/** Names one breakout, whoever tells of it. */
export function entryKey({
  ticker,
  system,
  session,
}: Pick<TurtleEntry, 'ticker' | 'system' | 'session'>): string {
  return `${ticker}/${system}/${session}`;
}

/** One entry for each breakout, in the order in which they first come; our own figures win over any feed's. */
export function mergeEntries(entries: readonly TurtleEntry[]): readonly ToldEntry[] {
  const groups = Map.groupBy(entries, entryKey);
  return [...groups.values()].flatMap((group) => {
    const ordered = group.toSorted(
      (a, b) => Number(b.source === OWN_LOOK) - Number(a.source === OWN_LOOK),
    );
    const [first] = ordered;
    if (first === undefined) return [];
    const { source: _, ...entry } = first;
    return [{ ...entry, sources: ordered.map(({ source }) => source) }];
  });
}

export function isOurs({ sources }: Pick<ToldEntry, 'sources'>): boolean {
  return sources.includes(OWN_LOOK);
}

/** Feeds that tell of it. */
export function feedsOf({ sources }: Pick<ToldEntry, 'sources'>): readonly string[] {
  return sources.filter((source) => source !== OWN_LOOK);
}
