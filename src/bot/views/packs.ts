import type { Pack } from '../../app/packs.ts';
import type { Batch } from '../../app/rule-batch.ts';
import type { RuleFacts } from '../../app/rule-facts.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { markIcon } from './rule-card.ts';

export type PackOffer = {
  readonly packs: readonly Pack[];
  /** What they go on: tickers with blanks between, `@list` or `*`. */
  readonly on: string;
};

/** The choice of packs, two to a row, with another button behind the last one. */
export function packButtons(
  { packs, on }: PackOffer,
  last?: Button,
): readonly (readonly Button[])[] {
  const all = packs.map(({ name, label }) => button(label, 'pack-arm', { pack: name, on }));
  const rows: Button[][] = [];
  for (let i = 0; i < all.length; i += PER_ROW) rows.push(all.slice(i, i + PER_ROW));
  if (last !== undefined) rows.at(-1)?.push(last);
  return rows;
}

const PER_ROW = 2;

/** What there is to choose from, and on what. */
export function packsMessage(
  packs: readonly Pack[],
  { on, back }: { on: string | undefined; back?: Button | undefined },
): Message {
  return {
    text: lines(
      on === undefined
        ? html`📦 <b>Starter packs</b>: rules to begin with, ordinary ones ever after.`
        : html`📦 <b>Starter pack for ${on.split(' ').join(', ')}</b>: which one?`,
      ...packs.map(
        ({ label, says, conditions }) =>
          html`<b>${label}</b>: ${says}
            <i>(${conditions.length === 1 ? '1 rule' : `${conditions.length} rules`})</i>`,
      ),
      on === undefined
        ? html`Send <code>/rules pack classic NVDA</code>, or
            <code>/rules pack momentum @semis</code> for a list.`
        : undefined,
    ),
    buttons: on === undefined ? [] : [...packButtons({ packs, on }), ...(back ? [[back]] : [])],
  };
}

const MOST_SHOWN = 25;

/** What became of rules that were made together: each by its name and sentence, and which wait. */
export function batchMessage(head: Html, batch: Batch): Message {
  const { made, known, refused, full } = batch;
  const shown = made.slice(0, MOST_SHOWN);
  const waiting = made.filter(({ mark }) => mark === 'blocked');
  const rest = made.length - shown.length;
  return {
    text: lines(
      head,
      ...shown.map(madeLine),
      rest > 0 ? html`… and ${rest} more: /rules shows all.` : undefined,
      waiting.length > 0
        ? html`⚠ ${waiting.length === 1 ? 'One waits' : `${waiting.length} wait`}:
          ${reasons(waiting)}. I’ll begin as soon as there is data.`
        : undefined,
      known.length > 0 ? html`☝️ There already, not made twice: ${codes(known)}.` : undefined,
      ...refused
        .slice(0, MOST_SHOWN)
        .map(({ text, why }) => html`⚠️ Not made: <code>${withoutNote(text)}</code>. ${why}`),
      full && html`⚠️ ${full.count} found no room: a chat keeps ${full.limit} rules at most.`,
      made.length === 0 ? html`Nothing new was made.` : undefined,
    ),
    buttons:
      made.length === 0
        ? []
        : [
            [
              undoButton('pack-undo', { rules: made.map(({ rule }) => rule.id).join(',') }),
              button('📋 All rules', 'rules-page', { filter: 'all', page: 0 }),
            ],
          ],
  };
}

function madeLine({ mark, rule, said, isTrue, isLevel }: RuleFacts): Html {
  const already = isTrue && !isLevel ? ' · so now, waits for a fresh cross' : '';
  return html`${markIcon(mark)} <code>${rule.code}</code> ${said.sentence}${already}`;
}

function codes(known: readonly string[]): readonly Html[] {
  const shown = known.slice(0, MOST_SHOWN);
  const rest = known.length - shown.length;
  return [
    ...shown.map((code, i) => html`${i === 0 ? '' : ' '}<code>${code}</code>`),
    ...(rest > 0 ? [html` and ${rest} more`] : []),
  ];
}

/** Each reason once. */
function reasons(waiting: readonly RuleFacts[]): string {
  return [...new Set(waiting.map(({ doubt }) => doubt ?? 'no price has come yet'))].join('; ');
}
