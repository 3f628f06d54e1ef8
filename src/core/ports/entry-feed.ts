import type { SystemNumber } from '../entry.ts';
import type { SourceReason } from '../error.ts';
import type { Ticker } from '../ticker.ts';
import type { IsoDate } from '../zone.ts';

/** One row of a feed, in our words. */
export type FeedEntry = {
  readonly ticker: Ticker;
  readonly system: SystemNumber;
  readonly session: IsoDate;
  readonly level: number;
  readonly n: number | undefined;
  readonly stop: number | undefined;
};

export type EntryFeedReply =
  | {
      readonly kind: 'entries';
      readonly entries: readonly FeedEntry[];
      /** Rows that could not be read. */
      readonly unread: number;
    }
  | { readonly kind: 'failed'; readonly reason: SourceReason; readonly detail: string };

/** Entry signals of somebody else. */
export type EntryFeed = {
  /** Host and port: its name wherever it is told of. */
  readonly host: string;
  /** All that it tells at this moment. Never throws for a fault of its own. */
  read(): Promise<EntryFeedReply>;
};
