import type { FeedBar } from '../../src/sandbox/feed.ts';
import type { BotLab } from './bot.ts';
import { aFlatBar } from './vendor-bars.ts';

const HOUR_MS = 3_600_000;

/** Hours of New York's sessions up to a moment, oldest first. */
function hoursUntil(lab: BotLab, count: number): number[] {
  const times: number[] = [];
  for (let day = Math.floor(lab.clock.now / 86_400_000); times.length < count; day--) {
    const weekday = new Date(day * 86_400_000).getUTCDay();
    if (weekday === 0 || weekday === 6 || HOLIDAYS.has(day * 86_400_000)) continue;
    for (let hour = 20.5; hour >= 14.5; hour--) {
      const at = day * 86_400_000 + hour * HOUR_MS;
      if (at <= lab.clock.now && times.length < count) times.unshift(at);
    }
  }
  return times;
}

const HOLIDAYS = new Set([Date.UTC(2026, 0, 1), Date.UTC(2025, 11, 25)]);

/** Gives the pretend Yahoo these hourly closes, the last being the bar in progress. */
export function feedHours(lab: BotLab, closes: readonly number[]): void {
  const times = hoursUntil(lab, closes.length);
  const bars = closes.map((close, i): FeedBar => aFlatBar((times[i] ?? NaN) / 1_000, close));
  lab.yahoo.setBars('NVDA', '1h', bars);
  lab.yahoo.setBars('NVDA', '1d', [aFlatBar(Date.UTC(2026, 0, 2, 14, 30) / 1_000, 145)]);
}
