import { createCalendar } from '../../src/core/calendar.ts';
import { shiftDate, type IsoDate } from '../../src/core/zone.ts';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { startBot, type BotLab, type BotLabOptions } from './bot.ts';

const CALENDAR = createCalendar();
/** The day before the lab's Monday. */
const LAST: IsoDate = '2026-01-05';

/** A price that swings between about 110 and 150, the same for the same day whoever asks. */
export function dayPrice(n: number): number {
  return 130 + 14 * Math.sin(n / 9) + 5 * Math.sin(n / 2.3);
}

/** New York's days before the lab's Monday, `count` of them, oldest first; Yahoo stamps them with the opening. */
export function tradingDays(count: number): readonly FeedBar[] {
  const found: FeedBar[] = [];
  for (let date = shiftDate(LAST, -1); found.length < count; date = shiftDate(date, -1)) {
    const session = CALENDAR.session('us', date);
    if (session)
      found.push(aBar(session.opensAt, dayPrice(found.length), dayPrice(found.length + 1)));
  }
  return found.toReversed();
}

/** Hours of the last trading days before the lab's Monday, seven a day; the last one is half as long. */
export function tradingHours(days: number): readonly FeedBar[] {
  return tradingDays(days).flatMap(({ time, close }, day) =>
    Array.from({ length: 7 }, (_, hour) =>
      aBar(
        (time + hour * 3_600) * 1_000,
        close + Math.sin(day + hour),
        close + Math.sin(day + hour - 1),
      ),
    ),
  );
}

function aBar(openedAt: number, close: number, open: number): FeedBar {
  // Two bars that meet at the same high would make it no one's.
  const [up, down] = close > open ? [1.3, 1] : [1, 1.3];
  const [low, high] = [Math.min(open, close) - down, Math.max(open, close) + up];
  return { time: openedAt / 1_000, open, high, low, close, volume: 1_000_000 };
}

/** The lab with 420 days and 90 days of hours of NVDA. */
export async function startChartBot(options: BotLabOptions = {}): Promise<BotLab> {
  const lab = await startBot(options);
  lab.yahoo.setBars('NVDA', '1d', tradingDays(420));
  lab.yahoo.setBars('NVDA', '1h', tradingHours(90));
  return lab;
}
