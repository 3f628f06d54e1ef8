import type { ListCard, ListSummary } from '../../app/lists.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { pageButtons } from './pages.ts';
import { priceLines, PRICES_PER_PAGE } from './price-table.ts';

const PER_ROW = 3;
const PICKED_PER_PAGE = 24;

/** A chat's lists, a line and a button each. */
export function listsMessage(lists: readonly ListSummary[]): Message {
  const make = [button('➕ New list', 'list-new', {})];
  if (lists.length === 0) {
    return {
      text: html`📋 No lists here yet. <code>/list new semis NVDA AMD</code> makes one, and
        <code>/rule @semis &gt; high20</code> watches all of it.`,
      buttons: [make],
    };
  }
  return {
    text: lines(
      html`📋 <b>Lists here</b> · ${lists.length}`,
      ...lists.map(
        ({ name, count, rules }) =>
          html`• <b>${atName(name)}</b> ·
            ${counted(count, 'ticker')}${rules > 0 ? ` · ${counted(rules, 'rule')}` : ''}`,
      ),
    ),
    buttons: [...inRows(lists.map(({ name }) => showButton(name, `@${name}`))), make],
  };
}

/** One list: its tickers with their prices, and what can be done with it. */
export function listMessage(card: ListCard, page = 0): Message {
  const { name, rules, lines: all } = card;
  const subject = { list: name };
  const about = rules > 0 ? ` · ${counted(rules, 'rule')} about it` : '';
  const isEmpty = all.length === 0;
  return {
    text: lines(
      html`📋 <b>${atName(name)}</b> · ${counted(all.length, 'ticker')}${about}`,
      ...(isEmpty ? [html`Nothing is in it yet. Rules about it wait.`] : priceLines(card, page)),
    ),
    buttons: [
      ...pageButtons({
        verb: 'list-show',
        subject,
        page,
        of: Math.ceil(all.length / PRICES_PER_PAGE),
      }),
      [
        button('➕ Add', 'list-more', subject),
        ...(isEmpty ? [] : [button('➖ Remove', 'list-pick', { ...subject, page: 0 })]),
        button('🔄', 'list-show', { ...subject, page }),
      ],
      ...(isEmpty
        ? []
        : [
            [
              button('📦 Starter pack', 'list-pack', subject),
              button('🔗 Share', 'list-share', subject),
            ],
          ]),
      [
        button('✏️ Rename', 'list-rename', subject),
        { ...button('🗑 Delete', 'list-delete', subject), style: 'danger' },
        button('‹ All lists', 'list-all', {}),
      ],
    ],
  };
}

export function showButton(name: string, label: string): Button {
  return button(label, 'list-show', { list: name, page: 0 });
}

/** There is such a list, and it was to be made. */
export function existsMessage({ name, count }: ListSummary, tickers: string): Message {
  return {
    text: html`☝️ There is a list <b>${atName(name)}</b> already, with ${counted(count, 'ticker')}.
      Nothing was changed.`,
    buttons: [
      ...(tickers === ''
        ? []
        : [[button(`Add to it: ${tickers}`.slice(0, 60), 'list-add', { list: name, tickers })]]),
      [showButton(name, `📋 @${name}`)],
    ],
  };
}

/** A button for each ticker of a list, to take it out. */
export function listPickMessage(name: string, tickers: readonly string[], page: number): Message {
  const shown = tickers.slice(page * PICKED_PER_PAGE, (page + 1) * PICKED_PER_PAGE);
  const of = Math.ceil(tickers.length / PICKED_PER_PAGE);
  return {
    text: html`Which one shall leave <b>${atName(name)}</b>?`,
    buttons: [
      ...inRows(
        shown.map((ticker) => button(ticker, 'list-drop', { list: name, tickers: ticker })),
      ),
      ...pageButtons({ verb: 'list-pick', subject: { list: name }, page, of }),
      [showButton(name, '‹ Back')],
    ],
  };
}

/** A list that is not there, with those that are. */
export function noListMessage(name: string, lists: readonly ListSummary[]): Message {
  return {
    text: html`⚠️ There is no list <b>${atName(name)}</b> here.
      <code>/list new ${name} NVDA AMD</code> makes one.`,
    buttons: inRows(lists.slice(0, 6).map((one) => showButton(one.name, `@${one.name}`))),
  };
}

/** What was typed for a name cannot be one. */
export function notAName(typed: string): Message {
  return {
    text:
      typed === ''
        ? html`I need a list’s name, as in <code>/list new semis NVDA AMD</code>.`
        : html`⚠️ “${typed.slice(0, 40)}” cannot be a list’s name. It begins with a letter and has
            up to 24 letters, digits, <code>-</code> and <code>_</code>, as in
            <code>/list new semis NVDA AMD</code>.`,
  };
}

/** A list as rules spell it. Given to a message as a value, so that it calls nobody of that name. */
export function atName(name: string): string {
  return `@${name}`;
}

export function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

function inRows(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const rows: (readonly Button[])[] = [];
  for (let i = 0; i < buttons.length; i += PER_ROW) rows.push(buttons.slice(i, i + PER_ROW));
  return rows;
}
