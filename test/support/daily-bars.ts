import { createCalendar } from '../../src/core/calendar.ts';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { DAY_MS, SECOND_MS } from '../../src/core/time.ts';

const calendar = createCalendar();

/** Openings of New York's last sessions that ended before `now` (epoch ms), oldest first, epoch ms. */
export function sessionsBefore(now: number, count: number): readonly number[] {
  const found: number[] = [];
  for (let day = now; found.length < count; day -= DAY_MS) {
    const session = calendar.session('us', new Date(day).toISOString().slice(0, 10));
    if (session && session.closesAt < now) found.push(session.opensAt);
  }
  return found.toReversed();
}

/** Daily bars with these closes, the last one of the session before `now`. Each opens where the one before closed. */
export function dailyBars(now: number, closes: readonly number[]): readonly FeedBar[] {
  return sessionsBefore(now, closes.length).map((at, n) => {
    const close = closes[n] ?? NaN;
    const open = closes[n - 1] ?? close;
    const high = Math.max(open, close) * 1.01;
    const low = Math.min(open, close) * 0.99;
    return { time: at / SECOND_MS, open, high, low, close, volume: 1_000 };
  });
}

/** A walk that is the same whenever it is made. */
export function walk(count: number, from = 100): readonly number[] {
  const closes: number[] = [];
  let state = 7;
  let price = from;
  for (let n = 0; n < count; n++) {
    state = (state * 48_271) % 2_147_483_647;
    const second = (state * 48_271) % 2_147_483_647;
    price *= 1 + 0.0006 + 0.02 * (state / 2_147_483_647 + second / 2_147_483_647 - 1) * 2;
    state = second;
    closes.push(Math.round(price * 100) / 100);
  }
  return closes;
}
