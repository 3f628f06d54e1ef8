import { MINUTE_MS, SECOND_MS } from '../core/time.ts';
import { gate, lastGate, open, shut, type GateRule, type Weighed } from './gate.ts';
import { FRESH, type SaleFacts } from './sale-facts.ts';

const COOLDOWN_MS = 10 * MINUTE_MS;
/** What is worth less, in whole currency, no broker sells. */
const DUST = 1;
/** Quantities come as decimals and are kept as binary fractions. */
const GRAIN = 1e-9;

/** What is really held, and how much of it may be sold. */
export const BOOK_GATES: readonly GateRule[] = [
  gate('broker', bookGate),
  gate('reconciled', ({ book }) => {
    if (book === undefined) return shut('the broker could not be asked');
    return Math.abs(book.held - book.kept) <= GRAIN
      ? open(`broker shows ${book.held}`)
      : shut(`the broker shows ${book.held}, and ${book.kept} are kept here`);
  }),
  gate('by hand', ({ book }) =>
    book?.isForeign === false
      ? open('nothing was sold by hand')
      : shut(
          book?.isForeign === true
            ? 'you sold of it by hand meanwhile'
            : 'whether you sold of it by hand is not known',
        ),
  ),
  gate('quantity', quantityGate),
  gate('open order', ({ book }) => {
    if (book === undefined) return shut('the broker could not be asked');
    return book.openSells === 0
      ? open('no open order')
      : shut(`${book.openSells} sales of it are open already`);
  }),
  gate('dust', ({ sale }) =>
    sale.quantity * sale.price >= DUST ? open('worth an order') : shut('worth less than an order'),
  ),
  gate('share cap', shareGate),
  gate('order cap', orderGate),
  gate('day count', ({ limits: { caps, ordersToday } }) => {
    const says = `${ordersToday} of ${caps.ordersPerDay} sales today`;
    return ordersToday < caps.ordersPerDay ? open(says) : shut(says);
  }),
  gate('day cap', dayGate),
  gate('cooldown', ({ now, limits: { lastSaleAt } }) =>
    lastSaleAt !== undefined && now - lastSaleAt < COOLDOWN_MS
      ? shut('less than 10 min since the last sale of it')
      : open('no sale of it for 10 min'),
  ),
  gate('loss', lossGate),
];

/** The gate that is looked at once more when all else is done: the broker's own list, read within the last seconds. */
export const READ_GATE: GateRule = lastGate('reading', ({ now, book }) => {
  if (book === undefined) return shut('the broker could not be asked');
  const ageMs = now - book.readAt;
  const says = `broker asked ${Math.round(ageMs / SECOND_MS)} s ago`;
  return ageMs <= FRESH.bookMs && ageMs >= -FRESH.skewMs ? open(says) : shut(says);
});

function bookGate({ book }: SaleFacts): Weighed {
  return book === undefined ? shut('the broker could not be asked') : open('broker asked');
}

function quantityGate({ sale, book }: SaleFacts): Weighed {
  if (!(sale.quantity > 0) || !Number.isFinite(sale.quantity)) return shut('no quantity');
  if (book === undefined) return shut('the broker could not be asked');
  return sale.quantity <= book.available + GRAIN && sale.quantity <= book.held + GRAIN
    ? open(`${book.available} may be sold`)
    : shut(`only ${book.available} may be sold`);
}

/** A person's own command names its own quantity. */
function shareGate({ mode, sale, book, permission: { maxPct } }: SaleFacts): Weighed {
  if (mode === 'manual') return open('your own size');
  if (book === undefined) return shut('the broker could not be asked');
  return sale.quantity <= (book.held * maxPct) / 100 + GRAIN
    ? open(`within ${maxPct}% of the position`)
    : shut(`more than ${maxPct}% of the position`);
}

/** A person's own command names its own size, with words typed for a large one. */
function orderGate({ mode, limits: { caps, worth, total } }: SaleFacts): Weighed {
  if (mode === 'manual') return open('your own size');
  if (worth === undefined || total === undefined)
    return shut('what it is worth in the account’s currency is not known');
  const pct = (worth * 100) / total;
  const says = `${pct.toFixed(0)}% of the account (at most ${caps.orderPct}%)`;
  return total > 0 && pct <= caps.orderPct ? open(says) : shut(says);
}

function dayGate({ mode, limits: { caps, worth, worthToday, total } }: SaleFacts): Weighed {
  if (mode === 'manual') return open('your own size');
  if (worth === undefined || total === undefined) return shut('today’s sales cannot be reckoned');
  const pct = ((worthToday + worth) * 100) / total;
  const says = `${pct.toFixed(0)}% of the account today (at most ${caps.dayPct}%)`;
  return total > 0 && pct <= caps.dayPct ? open(says) : shut(says);
}

/** After a bad day the machine rests; a person may still sell. */
function lossGate({ mode, limits: { caps, lossToday, total } }: SaleFacts): Weighed {
  if (mode === 'manual' || mode === 'ask') return open('you decide');
  if (total === undefined) return shut('the account’s value is not known');
  const pct = (Math.max(0, lossToday) * 100) / total;
  const says = `${pct.toFixed(1)}% lost by sales today (at most ${caps.lossPct}%)`;
  return total > 0 && pct < caps.lossPct ? open(says) : shut(says);
}
