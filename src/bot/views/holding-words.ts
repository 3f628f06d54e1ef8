import type { HoldingLine, HeldStop } from '../../app/holding-lines.ts';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { formatMoney } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import type { BrokerKind } from '../../core/broker.ts';
import type { Account } from '../../core/position.ts';
import type { Instant } from '../../core/time.ts';
import { moment } from '../../core/moment.ts';
import { isShut } from './session.ts';

const BROKERS: Readonly<Record<BrokerKind, string>> = {
  trading212: 'Trading 212',
  paper: 'paper',
  manual: 'typed in',
};

/** Who keeps an account, and whether its money is real: `Trading 212, demo`. */
export function keptBy({ broker, stage }: Pick<Account, 'broker' | 'stage'>): string {
  const isPlain = broker !== 'trading212';
  return isPlain ? BROKERS[broker] : `${BROKERS[broker]}, ${stage}`;
}

/** A number of shares as people write it: `100`, `12.5`, `0.00042`. */
export function formatShares(quantity: number): string {
  if (quantity !== 0 && quantity < 0.001) return String(Number(quantity.toPrecision(3)));
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 }).format(quantity);
}

/** Money where there is little room: `+$310`, `−£12.3k`. */
export function shortMoney(amount: number, currency: string): string {
  const sign = amount < 0 ? '−' : '+';
  const size = Math.abs(amount);
  const [least, unit] = SHORTER.find(([from]) => size >= from) ?? [0, ''];
  if (unit !== '') {
    const short = size / least;
    const digits = short < 100 ? 1 : 0;
    return sign + formatMoney(0, currency).replace(/0\.00/, `${short.toFixed(digits)}${unit}`);
  }
  const plain = size >= 100 ? Math.round(size).toLocaleString('en-US') : size.toFixed(2);
  return sign + formatMoney(0, currency).replace(/0\.00/, plain);
}

const SHORTER: readonly (readonly [number, string])[] = [
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e4, 'k'],
];

/** How far above its stop a price is: `11.9% away`; said plainly when it is below. */
export function stopAway({ awayPct }: Pick<HeldStop, 'awayPct'>): string {
  if (awayPct === undefined) return 'no price to tell how far';
  return awayPct >= 0
    ? `${awayPct.toFixed(1)}% away`
    : `the price is ${Math.abs(awayPct).toFixed(1)}% below it`;
}

/** How old the price of something held is, and whose it is. */
export function priceAge(
  { price, session, delayMs, account }: HoldingLine,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Html {
  if (price === undefined) return html`no price yet`;
  const whose = price.from === 'broker' && account.broker === 'trading212' ? ', by the broker' : '';
  if (isShut(session))
    return html`market closed, last trade ${moment(price.at, zone, now)}${whose}`;
  const late = delayMs > 0 ? `, feed delayed ${formatDuration(delayMs)}` : '';
  return html`price ${formatAge(Math.max(0, now - price.at))}${late}${whose}`;
}

/** What it was bought at, `100 at $121.40`. */
export function sharesAt(quantity: number, price: number, currency: string): string {
  return `${formatShares(quantity)} at ${formatMoney(price, currency)}`;
}
