import type { BacktestReport } from '../../app/backtest.ts';
import type { Tried } from '../../app/backtest-study.ts';
import { html, type Html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { isoDate } from '../../core/zone.ts';

/** Below so many of anything, chance explains what is seen as well as the rule does. */
const MANY_ENOUGH = 10;

/** What so few cases are worth. */
export function doubt(count: number): Html | undefined {
  if (count === 0 || count >= MANY_ENOUGH) return undefined;
  return html`⚠️ ${count === 1 ? 'One case is' : `${count} cases are`} too few to rely on.`;
}

/** On which bars it was tried, and why on no more. */
export function stretchLine({ zone, isUsualSpan }: BacktestReport, tried: Tried): Html {
  const { bars, timeframe, from, to, isCoarse, late } = tried;
  const count = bars.toLocaleString('en-US');
  const reach =
    late === 'values'
      ? ' Before that its values were not ready.'
      : late === 'bars' && !isUsualSpan
        ? ` ${timeframe} bars reach back no further.`
        : '';
  const coarse = isCoarse ? ` Judged at ${timeframe} closes; live it follows each price.` : '';
  return html`${count} bars of ${timeframe}, ${dateOf(from, zone)} to
  ${dateOf(to, zone)}.${reach}${coarse}`;
}

/** `+1.2%`, `−0.4%`, `–` where there is none. */
export function pct(value: number, decimals = 1): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value).toFixed(value !== 0 && Math.abs(value) >= 1_000 ? 0 : decimals);
  if (Number(size) === 0) return `${size}%`;
  return `${value < 0 ? '−' : '+'}${size}%`;
}

/** A share in whole percent. */
export function share(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(0)}%` : '–';
}

/** `Tue 6 Jan 2026`. */
export function dateOf(at: Instant, zone: string): string {
  const date = isoDate(at, zone);
  return `${formatDate(date)} ${date.slice(0, 4)}`;
}
