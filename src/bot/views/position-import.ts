import type { HoldingUndo } from '../../app/holding-change.ts';
import type { HoldingsPreview } from '../../app/holding-import.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import type { Attached } from '../attached.ts';
import { sharesAt } from './holding-words.ts';
import { counted } from './list.ts';

const MOST_SHOWN = 12;
const LONGEST_ROW = 60;

type Preview = Extract<HoldingsPreview, { kind: 'preview' }>;

/** What a file would change among what was typed in, before it changes anything. */
export function holdingsPreview(preview: Preview): Message {
  const { diff, bad, passed, spelled } = preview;
  const { fresh, changed, same, absent } = diff;
  const count = fresh.length + changed.length;
  const action = {
    kind: 'verb',
    verb: 'positions-apply',
    subject: { spelled },
    once: true,
  } as const;
  const apply: Button = { label: `✅ Apply (${count})`, action, style: 'success' };
  const rows = [
    ...fresh.map(
      (one) =>
        html`＋ <b>${one.ticker}</b> ${sharesAt(one.quantity, one.averagePrice, one.currency)}`,
    ),
    ...changed.map(
      ({ before, to }) =>
        html`✏️ <b>${to.ticker}</b> ${sharesAt(before.quantity, before.averagePrice, to.currency)} →
          ${sharesAt(to.quantity, to.averagePrice, to.currency)}`,
    ),
  ];
  return {
    text: lines(
      html`📥 <b>Import</b>: ${fresh.length} new, ${changed.length} changed, ${same.length} as they
        are, ${bad.length} unreadable. Nothing has been changed yet.`,
      ...rows.slice(0, MOST_SHOWN),
      more(rows.length, ''),
      ...bad
        .slice(0, MOST_SHOWN)
        .map(
          ({ row, text, why }) =>
            html`⚠️ Row ${row}: <code>${clip(text, LONGEST_ROW)}</code> · ${why}`,
        ),
      more(bad.length, ' rows'),
      passed === 0 ? undefined : html`${counted(passed, 'row')} neither bought nor sold anything.`,
      absent.length === 0
        ? undefined
        : html`Not in the file, and kept as they are: ${names(absent.map(({ symbol }) => symbol))}`,
    ),
    buttons: count === 0 ? [] : [[apply, button('✖', 'positions-no', {})]],
  };
}

function more(count: number, what: string): Html | undefined {
  const rest = count - MOST_SHOWN;
  return rest > 0 ? html`… and ${rest} more${what}.` : undefined;
}

function names(all: readonly string[]): string {
  const rest = all.length - MOST_SHOWN;
  return all.slice(0, MOST_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const COLUMNS = html`I look for columns such as <code>Ticker</code>, <code>Quantity</code>,
  <code>Average price</code>, <code>Currency</code> and <code>Date</code>; a list of purchases and
  sales with <code>Action</code> does as well. Without names I take ticker, quantity, price, date.`;

/** Why nothing can be made of a file. */
export function holdingsUnread(file: Exclude<HoldingsPreview, { kind: 'preview' }>): Message {
  switch (file.kind) {
    case 'empty':
      return { text: lines(html`📥 There is nothing in that.`, COLUMNS) };
    case 'no-columns':
      return {
        text: lines(
          html`⚠️ I read the columns <code>${clip(file.seen.join(' · '), 200)}</code> and find no
            ticker with a quantity among them. Nothing was changed.`,
          COLUMNS,
        ),
      };
    case 'open-quote':
      return {
        text: html`⚠️ A quotation mark opens in row ${file.row} and never closes, so I can’t tell
        where the rows end. Nothing was read.`,
      };
    case 'too-many':
      return {
        text: html`⚠️ Those are ${file.count} positions; I take ${file.limit} from one file. Nothing
        was changed.`,
      };
  }
}

/** How to bring a file, and what it may look like. */
export function noHoldings(attached: Exclude<Attached, { kind: 'text' }>): Message {
  switch (attached.kind) {
    case 'none':
      return {
        text: lines(
          html`📥 Send me the CSV file that your broker’s page exports, and answer it with
            <code>/positions import</code>. You see what would change before anything does.`,
          COLUMNS,
        ),
      };
    case 'too-big':
      return {
        text: html`⚠️ That file is larger than ${Math.floor(attached.mostBytes / 1024)} kB. Leave
        out what is neither ticker, quantity, price nor date, and try again.`,
      };
    case 'failed':
      return {
        text: html`⚠️ Telegram did not hand me that file just now. Try again in a minute, or paste
          its rows behind <code>/positions import</code>.`,
      };
  }
}

/** What an import has changed. */
export function appliedMessage(
  applied:
    | { readonly fresh: number; readonly changed: number; readonly undo: HoldingUndo }
    | undefined,
): Message {
  if (applied === undefined)
    return { text: html`📥 All of that stands there by now. Nothing was changed.` };
  const { fresh, changed, undo } = applied;
  return {
    text: html`📥 <b>Imported</b>: ${fresh} new, ${changed} changed.`,
    buttons: [
      [
        undoButton('position-undo', { undo: JSON.stringify(undo) }),
        button('📊 Positions', 'positions', { page: 0 }),
      ],
    ],
  };
}
