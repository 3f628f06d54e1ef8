import type { HoldingDraft } from '../../app/holding-draft.ts';
import type { CloseWish, SetWish, WishProblem } from '../../app/holding-wish.ts';
import type { WordsProblem } from '../../app/holding-words.ts';
import { formatAge } from '../../core/duration.ts';
import { formatPrice } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { formatShares, keptBy, sharesAt } from './holding-words.ts';

const EXAMPLE = html`One that works: <code>/positions add NVDA 100 @ 121.40 2026-03-01</code>`;

/** Why a purchase was not written down, with what it takes as buttons. */
export function draftProblem(
  draft: Exclude<HoldingDraft, { kind: 'ready' }>,
  now: Instant,
): Message {
  switch (draft.kind) {
    case 'problem':
      return wordsMessage('add', draft.problem, EXAMPLE);
    case 'unknown':
      return {
        text: html`⚠️ I can’t find <b>${draft.ticker}</b>.
          ${draft.suggestions.length > 0 ? 'Did you mean:' : html`Nothing was written down. ${EXAMPLE}`}`,
        buttons: draft.suggestions
          .slice(0, 4)
          .map((one) => [again(`${one.ticker} · ${one.name}`, `${one.ticker} ${draft.rest}`)]),
      };
    case 'unasked':
      return {
        text: html`⚠️ I can’t look <b>${draft.ticker}</b> up just now (${draft.why}), so I don’t
          know in which currency it trades. Try again later, or say it:
          <code>/positions add ${draft.ticker} 100 @ 121.40 USD</code>`,
      };
    case 'other-currency':
      return {
        text: html`⚠️ <b>${draft.ticker}</b> is quoted in ${draft.quoted}, and you gave its price in
          ${draft.given}. Give what you paid in ${draft.quoted}; totals are put into your own
          currency.`,
      };
    case 'no-quantity':
      return {
        text: html`⚠️ I have <b>${draft.ticker}</b>, but not how many. ${EXAMPLE}`,
        buttons: [[button('🧭 Step by step', 'position-new', { ticker: draft.ticker })]],
      };
    case 'no-price':
      return noPrice(draft, now);
    case 'pence':
      return pence(draft);
  }
}

function noPrice(
  { typed, words, quote }: Extract<HoldingDraft, { kind: 'no-price' }>,
  now: Instant,
): Message {
  const have = html`⚠️ I have ${formatShares(words.quantity ?? 0)} ${words.ticker}, but not what you
    paid for one. Put it behind: <code>${typed} @ 121.40</code>`;
  if (quote === undefined) return { text: have };
  const price = formatPrice(quote.price);
  return {
    text: lines(have, html`<i>Its price is ${formatAge(Math.max(0, now - quote.at))}.</i>`),
    buttons: [[again(`At ${price}, the price now`, `${typed} @ ${quote.price}`)]],
  };
}

function pence({ typed, price, quote, whole }: Extract<HoldingDraft, { kind: 'pence' }>): Message {
  return {
    text: html`⚠️ <b>${quote.ticker}</b> is quoted in hundredths of ${whole}:
      ${formatPrice(quote.price)} now. You paid ${formatPrice(price)}. Of which?`,
    buttons: [
      [again(`${formatPrice(price)} ${whole}`, `${typed} ${whole}`)],
      [again(`${formatPrice(price)} ${quote.currency}`, `${typed} ${quote.currency}`)],
    ],
  };
}

/** Why something typed in was not changed. */
export function wishProblem(
  verb: 'set' | 'close',
  wish: Exclude<SetWish | CloseWish, { kind: 'ready' }>,
): Message {
  switch (wish.kind) {
    case 'problem':
      return wordsMessage(verb, wish.problem, example(verb));
    case 'not-typed':
      return notTyped(wish);
    case 'nothing-new':
      return {
        text: html`⚠️ What of <b>${wish.position.symbol}</b> is other than
          ${sharesAt(wish.position.quantity, wish.position.averagePrice, wish.position.currency)}?
          ${example('set')}`,
      };
    case 'other-currency':
      return {
        text: html`⚠️ <b>${wish.position.symbol}</b> is kept in ${wish.position.currency}; that
          price is in ${wish.given}. Nothing was changed.`,
      };
    case 'no-price':
      return {
        text: html`⚠️ I know no price of <b>${wish.position.symbol}</b>. What did you get for one?
          <code>/positions close ${wish.position.symbol} @ 150</code>`,
      };
    case 'too-many':
      return {
        text: html`⚠️ You hold ${formatShares(wish.position.quantity)} ${wish.position.symbol}, so
        ${formatShares(wish.quantity)} cannot have been sold. Nothing was changed.`,
        buttons: [[button(`📊 ${wish.position.symbol}`, 'position', { id: wish.position.id })]],
      };
  }
}

function notTyped({ ticker, keptBy: account, typed }: Extract<WishProblem, { kind: 'not-typed' }>) {
  if (account !== undefined)
    return {
      text: html`⚠️ <b>${ticker}</b> is kept by ${account.name} (${keptBy(account)}): it follows
        what is held there, and I don’t change it. What you type in yourself is a book of its own.`,
    };
  const there =
    typed.length === 0
      ? 'Nothing is typed in yet.'
      : html`Typed in are ${typed.slice(0, 20).join(', ')}.`;
  return {
    text: html`⚠️ You have typed in no <b>${ticker}</b>. ${there}
      <code>/positions add ${ticker} 100 @ 121.40</code> adds it.`,
  };
}

function example(verb: 'set' | 'close'): Html {
  return verb === 'set'
    ? html`One that works: <code>/positions set NVDA 120 @ 118.20</code>`
    : html`One that works: <code>/positions close NVDA 50 @ 150.42</code>`;
}

function wordsMessage(verb: string, { lines: read, why }: WordsProblem, hint: Html): Message {
  return {
    text: lines(
      read === undefined ? undefined : html`⚠️ I read, behind /positions ${verb}:`,
      read === undefined
        ? undefined
        : html`<pre>${read.map((line) => clip(line, 200)).join('\n')}</pre>`,
      read === undefined ? html`⚠️ ${why}` : html`${why}`,
      hint,
    ),
    buttons: verb === 'add' ? [[button('🧭 Step by step', 'position-new', {})]] : [],
  };
}

function again(label: string, line: string): Button {
  return button(clip(label, 48), 'position-add', { line });
}

/** Nothing of that name is held. */
export function notHeld(typed: string, held: readonly { readonly name: string }[]): Message {
  const name = clip(typed, 40);
  const first = typed.split(/\s+/)[0] ?? '';
  return {
    text: lines(
      html`⚠️ You hold no <b>${name}</b>, and it is no word that I know behind /positions.`,
      held.length === 0
        ? undefined
        : html`Held: ${[...new Set(held.map((one) => one.name))].slice(0, 20).join(', ')}.`,
      html`Words that I know: <code>add</code>, <code>set</code>, <code>close</code>,
        <code>import</code>. ${EXAMPLE}`,
    ),
    buttons: [
      [
        button(clip(`➕ Add ${first.toUpperCase()}`, 40), 'position-new', {
          ticker: first.toUpperCase(),
        }),
        button('📊 Positions', 'positions', { page: 0 }),
      ],
    ],
  };
}
