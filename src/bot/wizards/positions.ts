import { formatPrice } from '../../core/format.ts';
import { html } from '../../core/html.ts';
import { parseTicker } from '../../core/ticker.ts';
import type { Kit, Option, Question, Wizard } from '../wizard.ts';

const PER_ROW = 3;
const MOST_TICKERS = 6;

/** Which, how many, at what price, since when: what `/positions add` takes. */
export const positionAddWizard: Wizard = {
  name: 'position-add',
  command: 'positions',
  async run(kit, about) {
    const ticker = about === undefined ? await askTicker(kit) : parseTicker(about);
    if (ticker === undefined) return undefined;
    const quantity = await kit.ask({
      crumbs: ['Add', ticker],
      text: html`➕ <b>${ticker}</b>: how many do you hold?`,
      options: inRows(['10', '50', '100'].map((value) => ({ label: value, value }))),
      typed: amount('100'),
    });
    if (quantity === undefined) return undefined;
    const price = await askPrice(kit, { ticker, crumbs: ['Add', ticker, quantity] });
    if (price === undefined) return undefined;
    const day = await kit.ask({
      crumbs: ['Add', ticker, quantity, `@ ${price}`],
      text: html`When did you buy? Type a day as 2026-03-01.`,
      options: [
        [
          { label: 'Today', value: 'today' },
          { label: 'Yesterday', value: 'yesterday' },
        ],
      ],
      typed: {
        hint: '2026-03-01',
        read: (text) =>
          /^(?:today|yesterday|\d{4}-\d{2}-\d{2})$/i.test(text)
            ? { value: text.toLowerCase() }
            : { problem: html`A day is written year first: 2026-03-01.` },
      },
    });
    return day === undefined ? undefined : `add ${ticker} ${quantity} @ ${price} ${day}`;
  },
};

/** How many and at what average something typed in is to stand. */
export const positionSetWizard: Wizard = {
  name: 'position-set',
  command: 'positions',
  async run(kit, ticker = '') {
    const quantity = await kit.ask({
      crumbs: ['Correct', ticker],
      text: html`✏️ <b>${ticker}</b>: how many do you hold in all?`,
      options: [],
      typed: amount('120'),
    });
    if (quantity === undefined) return undefined;
    const price = await kit.ask({
      crumbs: ['Correct', ticker, quantity],
      text: html`What did one cost on average?`,
      options: [[{ label: 'Leave as it is', value: 'same' }]],
      typed: amount('118.20'),
    });
    if (price === undefined) return undefined;
    return `set ${ticker} ${quantity}${price === 'same' ? '' : ` @ ${price}`}`;
  },
};

/** How many were sold, and at what price. */
export const positionCloseWizard: Wizard = {
  name: 'position-close',
  command: 'positions',
  async run(kit, ticker = '') {
    const quantity = await kit.ask({
      crumbs: ['Sold', ticker],
      text: html`💰 <b>${ticker}</b>: how many did you sell? I only write it down; no order goes
        out.`,
      options: [[{ label: 'All of it', value: 'all' }]],
      typed: amount('50'),
    });
    if (quantity === undefined) return undefined;
    const price = await askPrice(kit, { ticker, crumbs: ['Sold', ticker, quantity] });
    return price === undefined ? undefined : `close ${ticker} ${quantity} @ ${price}`;
  },
};

async function askTicker(kit: Kit): Promise<string | undefined> {
  const near = await kit.look((app, actor) =>
    actor === undefined ? [] : app.positions.likely(actor.user).slice(0, MOST_TICKERS),
  );
  return kit.ask({
    crumbs: ['Add'],
    text: html`➕ What do you hold? Type its ticker, such as NVDA, VOD.L or BTC-USD.`,
    options: inRows(near.map((ticker) => ({ label: ticker, value: ticker }))),
    typed: {
      hint: 'NVDA',
      read: (typed) => {
        const ticker = parseTicker(typed);
        return ticker === undefined
          ? { problem: html`I see no ticker in that. One looks like NVDA, VOD.L or BTC-USD.` }
          : { value: ticker };
      },
    },
  });
}

type Pricing = { readonly ticker: string; readonly crumbs: readonly string[] };

/** The last price is offered as it is quoted, which may be pence. */
async function askPrice(kit: Kit, { ticker, crumbs }: Pricing): Promise<string | undefined> {
  const last = await kit.look(async (app, actor) => {
    if (actor === undefined) return null;
    const asked = await app.prices.ask(ticker, actor.place.chat);
    const reading = asked.kind === 'prices' ? asked.table.lines[0]?.reading : undefined;
    const quote = reading === undefined || reading.kind === 'unknown' ? undefined : reading.quote;
    return quote === undefined ? null : { price: quote.price, currency: quote.currency };
  });
  const now =
    last === null ? html`` : html` It is ${formatPrice(last.price)} ${last.currency} now.`;
  const question: Question = {
    crumbs,
    text: html`At what price, for one?${now}`,
    options:
      last === null
        ? []
        : [[{ label: `At ${formatPrice(last.price)}, the last price`, value: String(last.price) }]],
    typed: amount('121.40'),
  };
  return kit.ask(question);
}

/** What is plainly no amount is asked for again; the command reads it exactly. */
function amount(hint: string) {
  return {
    hint,
    read: (text: string) =>
      /^[$€£]?\d[\d,]*(?:\.\d+)?$|^\.\d+$/.test(text) && Number(text.replaceAll(/[$€£,]/g, '')) > 0
        ? { value: text }
        : { problem: html`A number above zero, please, such as ${hint}.` },
  };
}

function inRows(options: readonly Option[]): readonly (readonly Option[])[] {
  return options.flatMap((_, i) => (i % PER_ROW === 0 ? [options.slice(i, i + PER_ROW)] : []));
}
