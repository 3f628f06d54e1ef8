import type { GuardRow, Proposed, SaleSize } from '../../app/selling/results.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { gatesText, intentSays, rowName, worthText } from './selling-words.ts';

type About = { readonly row: GuardRow; readonly words: string };

/** What became of asking for a sale; undefined where the card says it all. */
export function proposedMessage(found: Proposed, { row, words }: About): Message | undefined {
  switch (found.kind) {
    case 'proposed':
      return undefined;
    case 'not-allowed':
      return { text: html`${found.why}` };
    case 'not-yours':
      return NOTHING_THERE;
    case 'phrase':
      return {
        text: lines(
          html`🔴 <b>${found.quantity} of ${rowName(row)}</b>,
            ${worthText(found.worth, found.currency)}: for so much I ask for words first.`,
          html`Type <code>${found.phrase}</code>. Nothing is sold by that either: a card with a Sell
            button follows.`,
        ),
        buttons: [[button('✏️ Type it', 'sell-type', { words, phrase: found.phrase })]],
      };
    case 'refused':
      return {
        text: lines(
          html`⛔ <b>I do not propose to sell ${rowName(row)}</b>: ${found.gate.says}.`,
          html`<blockquote expandable>Gates: ${gatesText(found.gates)}</blockquote>`,
          html`Nothing was sold.`,
        ),
        buttons: [[again('🔄 Try again', words)]],
      };
    case 'busy':
      return {
        text: html`⏳ Another decision about ${rowName(row)} has not ended:
        ${intentSays(found.intent)}. Nothing was added to it.`,
        buttons: [[button('How it stands', 'autosell-words', { words: `S${found.intent.id}` })]],
      };
    case 'size':
      return {
        text: lines(
          html`⚠️ I read <code>/sell ${words}</code>`,
          html`${found.why}. ${found.available} may be sold. Nothing was sold.`,
        ),
        buttons: found.available > 0 ? [sizeButtons(row)] : [],
      };
    case 'no-broker':
      return { text: html`⚠️ ${rowName(row)} cannot be sold from here: ${found.why}.` };
  }
}

export const NOTHING_THERE: Message = {
  text: html`That is not held any more, or not by you. Nothing was sold; /positions shows what is.`,
};

export const NOTHING_TO_SELL: Message = {
  text: html`I know of no position at a broker that could be sold. <code>/accounts</code> lets me
    read one; what is typed in by hand is never sold by me.`,
};

/** A size was left out. */
export function sizeQuestion(row: GuardRow): Message {
  return {
    text: html`🔴 How much of <b>${rowName(row)}</b>? For example
      <code>/sell #${row.position.id} 50</code>`,
    buttons: [sizeButtons(row)],
  };
}

/** Several accounts hold it. */
export function whichQuestion(
  rows: readonly GuardRow[],
  { verb, rest }: { readonly verb: 'sell-words' | 'autosell-words'; readonly rest: string },
): Message {
  return {
    text: html`More than one of your accounts holds it. Which one?`,
    buttons: rows
      .slice(0, MOST)
      .map((row) => [
        button(rowName(row), verb, { words: `#${row.position.id} ${rest}`.trim(), any: true }),
      ]),
  };
}

const MOST = 8;

/** There is nothing of that name. */
export function unknownName(name: string, rows: readonly GuardRow[], verb: string): Message {
  if (rows.length === 0) return NOTHING_TO_SELL;
  const names = [...new Set(rows.map(({ position }) => position.ticker ?? position.symbol))];
  return {
    text: html`I find no position <b>${name}</b> at a broker of yours. There is
      ${names.slice(0, MOST).join(', ')}. For example: <code>/${verb} ${names[0] ?? 'NVDA'}</code>`,
  };
}

/** Something typed cannot be read. */
export function unreadWords(
  verb: 'sell' | 'autosell',
  args: string,
  { word, why }: { readonly word: string | undefined; readonly why: string },
): Message {
  const about = word === undefined ? html`` : html`<b>${word}</b>: `;
  const example =
    verb === 'sell' ? '/sell NVDA 50 limit 131.20' : '/autosell NVDA ask max:50% floor:3% exp:7d';
  return {
    text: lines(
      html`⚠️ I read <code>/${verb} ${args}</code>`,
      html`${about}${why}.`,
      html`Nothing was changed. For example: <code>${example}</code>`,
    ),
  };
}

const SIZES: readonly { readonly label: string; readonly size: SaleSize }[] = [
  { label: '25%', size: { kind: 'percent', pct: 25 } },
  { label: '50%', size: { kind: 'percent', pct: 50 } },
  { label: 'All', size: { kind: 'percent', pct: 100 } },
];

function sizeButtons({ position }: GuardRow): readonly Button[] {
  return SIZES.map(({ label, size }) => {
    const text = size.kind === 'percent' && size.pct < 100 ? `${size.pct}%` : 'all';
    return again(label, `#${position.id} ${text}`);
  });
}

function again(label: string, words: string): Button {
  return button(label, 'sell-words', { words });
}
