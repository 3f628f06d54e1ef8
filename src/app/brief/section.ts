import type { Html } from '../../core/html.ts';
import type { Chat } from '../../core/records.ts';
import type { Ticker } from '../../core/ticker.ts';
import type { Instant } from '../../core/time.ts';
import type { AppDeps } from '../deps.ts';
import type { PriceTable } from '../price-lines.ts';

export type BriefDeps = Pick<
  AppDeps,
  'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'
>;

/** What every section may look at. */
export type BriefFacts = {
  readonly deps: BriefDeps;
  readonly chat: Chat;
  readonly watched: readonly Ticker[];
  /** Prices of what is watched, just asked for. */
  readonly table: PriceTable;
  /** The last briefing that came by itself; a day ago when there was none. */
  readonly since: Instant;
  readonly zone: string;
  readonly now: Instant;
};

/** One part of a briefing: its lines, or nothing to say. */
export type BriefSection = {
  readonly name: string;
  /** Somebody's own: left out where others read along. */
  readonly isPrivate?: true;
  lines(facts: BriefFacts): readonly Html[];
};
