import type { BookView } from '../../app/risk.ts';
import { formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { shareOf } from '../../core/share.ts';
import { ageLine } from './risk.ts';
import { limitText, percentText, roughMoney, short, signedMoney } from './risk-words.ts';

type Row = BookView['book']['risk'][Lists][number];
type Lists = 'protecteds' | 'unprotecteds' | 'uncounteds';

/** The positions of a name, of which one account each may have one. Undefined when nothing of that name is held. */
export function oneMessage(view: BookView, name: string): Message | undefined {
  const { risk } = view.book;
  const wanted = name.toUpperCase().replace(/^\$/, '');
  const rows: readonly Row[] = [...risk.protecteds, ...risk.unprotecteds, ...risk.uncounteds];
  const found = rows.filter(({ held }) => held.name.toUpperCase() === wanted);
  const [first] = found;
  if (first === undefined) return undefined;
  return {
    text: lines(
      ...found.flatMap((row) => rowLines(view, row)),
      betaLine(view, first.held.name),
      ageLine(view.book, view.measures),
    ),
    buttons: [
      [
        button('🛡 Set stop', 'risk-stop', { name: first.held.name }),
        button('Show the book', 'risk', { anew: true }),
      ],
    ],
  };
}

function rowLines({ book }: BookView, row: Row): readonly Html[] {
  const { currency, worth, limits, risk } = book;
  const { held } = row;
  const name = html`<b>${short(held.name)}</b>`;
  if (row.kind === 'uncounted') {
    const why = row.lacks === 'price' ? 'no price' : `no rate of exchange for ${held.currency}`;
    return [html`🕳 ${name}: I have ${why} of it, so I can’t tell its risk.`];
  }
  const ofAll = percentText((100 * row.value) / risk.value);
  const size = html`${String(held.quantity)} at ${formatPrice(held.price ?? NaN)}: worth
  ${roughMoney(row.value, currency)}, ${ofAll} of what is held`;
  if (row.kind === 'unprotected') {
    const pct = shareOf(row.value, worth);
    const share = pct === undefined ? '' : `, ${percentText(pct)} of the account`;
    return [html`⚠️ ${name} has <b>no stop</b>: nothing bounds what it can lose${share}.`, size];
  }
  const isBeyond = row.pct !== undefined && row.pct > limits.perPct;
  const share =
    row.pct === undefined
      ? ''
      : `, ${percentText(row.pct)} of the account; your limit for one is ${limitText(limits.perPct)}`;
  return [
    html`${isBeyond ? '🟠' : '🛡'} ${name}: <b>${roughMoney(row.atStop, currency)}</b> at risk down
      to its stop ${formatPrice(row.stop)}, ${percentText(row.distancePct)} away${share}`,
    size,
    html`Locked in at the stop: ${signedMoney(row.locked, currency)}`,
  ];
}

function betaLine({ book, measures }: BookView, name: string): Html | undefined {
  const left = measures.without.find((one) => one.name === name);
  if (left !== undefined) return html`No beta: ${left.why}`;
  const [first] = measures.scenarios;
  const parts = first?.result?.parts.filter((part) => part.name === name) ?? [];
  const [part] = parts;
  if (first === undefined || part === undefined) return undefined;
  const amount = parts.reduce((sum, one) => sum + one.amount, 0);
  return html`If ${first.ticker} falls ${limitText(-first.movePct)}: about
  ${signedMoney(amount, book.currency)} · beta ${part.beta.toFixed(2).replace('-', '−')}`;
}
