import { NYSE_TABLE } from './calendar-nyse.ts';
import type { DatedTable } from './dated-table.ts';
import type { MarketId } from './market.ts';

/** A wall-clock minute relative to the session's date: `daysBefore` 1 is the evening before. */
export type SessionEdge = {
  readonly daysBefore: 0 | 1;
  readonly hour: number;
  readonly minute: number;
};

/** When a market trades. Without a table, weekdays are assumed to be sessions. */
export type MarketHours = {
  readonly zone: string;
  readonly opens: SessionEdge;
  readonly closes: SessionEdge;
  /** Trading rests from `starts` to `ends`. */
  readonly lunch: { readonly starts: SessionEdge; readonly ends: SessionEdge } | undefined;
  /** Only markets with a table have half days. */
  readonly holidays: { readonly table: DatedTable; readonly halfCloses: SessionEdge } | undefined;
  /** 0 (Sunday) to 6: the dates that sessions carry. */
  readonly weekdays: ReadonlySet<number>;
};

const NEW_YORK = 'America/New_York';
const WEEKDAYS = new Set([1, 2, 3, 4, 5]);
const EVERY_DAY = new Set([0, 1, 2, 3, 4, 5, 6]);

/**
 * Regular hours, opening and closing auctions left out. Sources: NYSE and Nasdaq 09:30–16:00; Cboe's index options and the
 * VIX 09:30–16:15, 13:15 on half days; London Stock Exchange 08:00–16:30; Xetra and Euronext 09:00–17:30; Shanghai
 * 09:30–11:30 and 13:00–15:00, Shenzhen alike; spot FX from Sunday 17:00 to Friday 17:00 New York; CME Globex index
 * futures the same from 18:00, with an hour's pause each day at 17:00. A session that opens in the evening carries the
 * next day's date. `other` stands for exchanges whose hours are not known here: any weekday, UTC.
 */
export const MARKET_HOURS: Readonly<Record<MarketId, MarketHours>> = {
  us: {
    ...plain(NEW_YORK, { opens: at(9, 30), closes: at(16, 0) }),
    holidays: { table: NYSE_TABLE, halfCloses: at(13, 0) },
  },
  'us-index': {
    ...plain(NEW_YORK, { opens: at(9, 30), closes: at(16, 15) }),
    holidays: { table: NYSE_TABLE, halfCloses: at(13, 15) },
  },
  london: plain('Europe/London', { opens: at(8, 0), closes: at(16, 30) }),
  xetra: plain('Europe/Berlin', { opens: at(9, 0), closes: at(17, 30) }),
  euronext: plain('Europe/Paris', { opens: at(9, 0), closes: at(17, 30) }),
  shanghai: {
    ...plain('Asia/Shanghai', { opens: at(9, 30), closes: at(15, 0) }),
    lunch: { starts: at(11, 30), ends: at(13, 0) },
  },
  fx: plain(NEW_YORK, { opens: eveningBefore(17), closes: at(17, 0) }),
  futures: plain(NEW_YORK, { opens: eveningBefore(18), closes: at(17, 0) }),
  always: { ...plain('UTC', { opens: at(0, 0), closes: at(24, 0) }), weekdays: EVERY_DAY },
  other: plain('UTC', { opens: at(0, 0), closes: at(24, 0) }),
};

function plain(zone: string, hours: Pick<MarketHours, 'opens' | 'closes'>): MarketHours {
  return { zone, ...hours, lunch: undefined, holidays: undefined, weekdays: WEEKDAYS };
}

function at(hour: number, minute: number): SessionEdge {
  return { daysBefore: 0, hour, minute };
}

function eveningBefore(hour: number): SessionEdge {
  return { daysBefore: 1, hour, minute: 0 };
}
