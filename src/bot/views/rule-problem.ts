import type { Draft } from '../../app/rule-draft.ts';
import { coverNote, withoutNote } from '../../core/rule-note.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';

type Problem = Extract<Draft, { kind: 'problem' }>;
type Unknown = Extract<Draft, { kind: 'unknown-ticker' }>;

/** Set when the words are for a rule that exists: its id. */
export type ForRule = { readonly edits: number } | undefined;

const RULE_EXAMPLE = { line: '/rule NVDA > 150', more: '/help rule' };

/** What was read, where it stopped, why, and up to three rules that would work. */
export function problemMessage(
  { lines: read, why, repairs }: Problem,
  rule?: ForRule,
  { line, more } = RULE_EXAMPLE,
): Message {
  const ask =
    repairs.length > 0
      ? html`Did you mean:`
      : html`One that works: <code>${line}</code> · more: ${more}`;
  return {
    text: lines(
      read ? html`⚠️ I read` : undefined,
      read && html`<pre>${window(read)}</pre>`,
      read ? html`${why}` : html`⚠️ ${why}`,
      ask,
    ),
    buttons: repairs.map((text) => [tryButton(withoutNote(text), text, rule)]),
  };
}

/** A ticker that nobody knows, with the same rule on those that may have been meant. */
export function unknownTickerMessage({ ticker, tries }: Unknown, rule?: ForRule): Message {
  const ask = tries.length > 0 ? html`Did you mean:` : NO_IDEA;
  return {
    text: html`⚠️ I can’t find <b>${ticker}</b>. ${ask}`,
    buttons: tries.map(({ instrument, text }) => [
      tryButton(`${instrument.ticker} · ${instrument.name}`, text, rule),
    ]),
  };
}

const NO_IDEA: Html = html`Indices begin with ^, crypto looks like BTC-USD, London like VOD.L.
Nothing was made.`;

const LONGEST_LABEL = 60;

function tryButton(label: string, text: string, rule: ForRule) {
  const shown = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
  return button(shown, 'rule-try', rule ? { text, edits: rule.edits } : { text });
}

const COLUMNS = 34;
const BEFORE = 20;

/** As much of the line as a phone shows without wrapping, with the carets still under their word. */
function window([typed, carets]: readonly [string, string]): string {
  const text = coverNote(typed);
  const letters = Array.from(text);
  if (letters.length <= COLUMNS) return `${text}\n${carets}`;
  const at = carets.search(/\^/);
  const from = Math.max(0, Math.min(at - BEFORE, letters.length - COLUMNS));
  const cut = letters.slice(from, from + COLUMNS).join('');
  const lead = from > 0 ? '…' : '';
  const tail = from + COLUMNS < letters.length ? '…' : '';
  const pad = ' '.repeat(at - from + lead.length);
  const under = carets.slice(at, Math.min(carets.length, from + COLUMNS));
  return `${lead}${cut}${tail}\n${pad}${under}`;
}
