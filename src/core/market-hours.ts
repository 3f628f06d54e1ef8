import { EURONEXT_TABLE } from './calendar-euronext.ts';
import { LONDON_TABLE } from './calendar-london.ts';
import { NYSE_TABLE } from './calendar-nyse.ts';
import { SHANGHAI_TABLE } from './calendar-shanghai.ts';
import { XETRA_TABLE } from './calendar-xetra.ts';
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
  readonly holidays: DatedTable | undefined;
  /** When half days close, which only a table can name. */
  readonly halfCloses: SessionEdge;
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
  us: listed(NYSE_TABLE, {
    zone: NEW_YORK,
    opens: at(9, 30),
    closes: at(16, 0),
    halfCloses: at(13, 0),
  }),
  'us-index': listed(NYSE_TABLE, {
    zone: NEW_YORK,
    opens: at(9, 30),
    closes: at(16, 15),
    halfCloses: at(13, 15),
  }),
  london: listed(LONDON_TABLE, {
    zone: 'Europe/London',
    opens: at(8, 0),
    closes: at(16, 30),
    halfCloses: at(12, 30),
  }),
  xetra: listed(XETRA_TABLE, {
    zone: 'Europe/Berlin',
    opens: at(9, 0),
    closes: at(17, 30),
    halfCloses: at(14, 0),
  }),
  euronext: listed(EURONEXT_TABLE, {
    zone: 'Europe/Paris',
    opens: at(9, 0),
    closes: at(17, 30),
    halfCloses: at(14, 5),
  }),
  shanghai: {
    ...listed(SHANGHAI_TABLE, {
      zone: 'Asia/Shanghai',
      opens: at(9, 30),
      closes: at(15, 0),
      halfCloses: at(15, 0),
    }),
    lunch: { starts: at(11, 30), ends: at(13, 0) },
  },
  fx: plain(NEW_YORK, { opens: eveningBefore(17), closes: at(17, 0) }),
  futures: plain(NEW_YORK, { opens: eveningBefore(18), closes: at(17, 0) }),
  always: { ...plain('UTC', { opens: at(0, 0), closes: at(24, 0) }), weekdays: EVERY_DAY },
  other: plain('UTC', { opens: at(0, 0), closes: at(24, 0) }),
};

type Times = Pick<MarketHours, 'opens' | 'closes'>;

function listed(
  holidays: DatedTable,
  hours: Times & Pick<MarketHours, 'zone' | 'halfCloses'>,
): MarketHours {
  return { ...hours, holidays, lunch: undefined, weekdays: WEEKDAYS };
}

function plain(zone: string, times: Times): MarketHours {
  const halfCloses = times.closes;
  return { zone, ...times, halfCloses, lunch: undefined, holidays: undefined, weekdays: WEEKDAYS };
}

function at(hour: number, minute: number): SessionEdge {
  return { daysBefore: 0, hour, minute };
}

function eveningBefore(hour: number): SessionEdge {
  return { daysBefore: 1, hour, minute: 0 };
}
