import { formatMoney, formatPrice, formatSigned } from '../core/format.ts';
import { html, type Html } from '../core/html.ts';

/** What its reader holds of what an alert is about, at the alert's own price. In whole currency. */
export type Exposure = {
  readonly quantity: number;
  readonly averagePrice: number;
  readonly price: number;
  readonly currency: string;
  /** Where it is to be left; the highest where there are several. */
  readonly stop: number | undefined;
};

/** `You: 100 sh · +$2,902 (+23.9%) · stop 132.50 is 11.9% away`. For its holder's eyes alone. */
export function exposureLine({ quantity, averagePrice, price, currency, stop }: Exposure): Html {
  const profit = (price - averagePrice) * quantity;
  const pct = ((price - averagePrice) * 100) / averagePrice;
  const size = Math.abs(profit);
  // Beyond a hundred nobody looks at the cents.
  const money = formatSigned(size < 100 ? profit : Math.round(profit), currency);
  const short = size < 100 ? money : money.replace(/\.00(?=\D|$)/, '');
  const sign = pct < 0 ? '−' : '+';
  return html`<b>You:</b> ${shares(quantity)} sh · ${short} (${sign}${Math.abs(pct).toFixed(1)}%) ·
    ${stopText(stop, { price, currency })}`;
}

function stopText(
  stop: number | undefined,
  { price, currency }: Pick<Exposure, 'price' | 'currency'>,
): string {
  if (stop === undefined) return 'no stop';
  const pct = ((price - stop) * 100) / price;
  // Bare, as the price in the first line is; but pounds where that one is told in pence.
  const level = currency === 'GBP' ? formatMoney(stop, currency) : formatPrice(stop);
  return pct < 0
    ? `${Math.abs(pct).toFixed(1)}% below the stop ${level}`
    : `stop ${level} is ${pct.toFixed(1)}% away`;
}

const SHARES = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

function shares(quantity: number): string {
  return quantity < 0.001 ? String(Number(quantity.toPrecision(3))) : SHARES.format(quantity);
}
