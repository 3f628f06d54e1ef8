import type { Since } from '../../app/risk.ts';
import { formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { shareOf } from '../../core/share.ts';
import { ageLine } from './risk.ts';
import { percentText, roughMoney, short, signedMoney } from './risk-words.ts';

const BACK = [button('‹ Back', 'risk-back', {})];
const MOST_ROWS = 8;

type Change = Extract<Since, { kind: 'changed' }>['change'];
type RiskMove = Change['moves'][number];
type RiskCause = RiskMove['why'][number];

/** What has come to the open risk since the day before, and from where. */
export function sinceMessage(since: Since): Message {
  const { book } = since;
  if (since.kind === 'no-day') {
    return {
      text: lines(
        html`🕳 I have nothing of an earlier day to hold the book against ${`in ${book.currency}`}. I
        write down how it stands every 15 minutes, so tomorrow I have.`,
      ),
      buttons: [BACK],
    };
  }
  const { before, now, openBy, moves } = since.change;
  const { currency, zone } = book;
  const pct = (look: typeof now) => {
    const share = shareOf(look.open, look.worth);
    return share === undefined ? '' : ` (${percentText(share)})`;
  };
  const worthBy =
    before.worth === undefined || now.worth === undefined ? undefined : now.worth - before.worth;
  const more = moves.length - MOST_ROWS;
  return {
    text: lines(
      html`📅 <b>Open risk ${signedMoney(openBy, currency)}</b> since
        ${moment(before.at, zone, book.now)}`,
      html`${roughMoney(before.open, currency)}${pct(before)} →
      ${roughMoney(now.open, currency)}${pct(now)}`,
      worthBy === undefined
        ? undefined
        : html`Worth of all accounts ${signedMoney(worthBy, currency)}, deposits included:
          ${roughMoney(now.worth ?? 0, currency)}`,
      moves.length === 0 ? html`No position’s risk has changed.` : undefined,
      ...moves.slice(0, MOST_ROWS).map((move) => moveLine(move, currency)),
      more > 0 ? html`and ${more} more` : undefined,
      ageLine(book),
    ),
    buttons: [BACK],
  };
}

function moveLine({ name, by, why }: RiskMove, currency: string): Html {
  return html`• <b>${short(name)}</b> ${signedMoney(by, currency)}: ${why.map(causeText).join(', ')}`;
}

function causeText(cause: RiskCause): string {
  switch (cause.kind) {
    case 'opened':
      return 'bought since';
    case 'closed':
      return 'no longer held';
    case 'counted':
      return 'has a price again';
    case 'uncounted':
      return 'has no price or rate now';
    case 'rate':
      return 'the rate of exchange';
    case 'quantity':
      return `${number(cause.from)} → ${number(cause.to)} shares`;
    case 'price':
      return `price ${formatPrice(cause.from)} → ${formatPrice(cause.to)}`;
    case 'stop':
      return stopText(cause);
  }
}

function stopText({ from, to }: Extract<RiskCause, { kind: 'stop' }>): string {
  if (from === undefined) return `stop set at ${formatPrice(to ?? NaN)}`;
  if (to === undefined) return `its stop at ${formatPrice(from)} is gone`;
  return `stop ${formatPrice(from)} → ${formatPrice(to)}`;
}

function number(quantity: number): string {
  return quantity.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
