import type { AlertReceipt } from '../../app/alert-receipt.ts';
import type { RuleWhy, TickerAnswer, TickerWhy } from '../../app/why.ts';
import { formatDuration } from '../../core/duration.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, lines, plainText, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import type { StoredRule } from '../../core/records.ts';
import { failingText, gateLines, gateText } from './why-gates.ts';
import { folded, type Reader } from './why-parts.ts';
import { firingLine, foldedReceipt, receiptLines } from './why-receipt.ts';

/** Telegram takes 4,096 characters. */
const LONGEST = 3_900;
const MOST_OTHERS = 10;

/** Both ways: why a rule is silent now, and how it rang last. */
export function whyMessage(why: RuleWhy): Message {
  const { rule, said, main, last, zone, now } = why;
  const reader = { zone, now };
  const of = why.isSeveral && main ? html` on <b>${main.facts.ticker}</b>` : html``;
  const text = fitting([
    html`❓ <code>${rule.code}</code>${of}: <b>${said?.sentence ?? withoutNote(rule.text)}</b>`,
    main ? nowText(main, reader) : html`It is silent because there is nothing in its list.`,
    main && whenText(main, reader),
    last ? firingLine(last, reader) : html`It has not rung yet.`,
    main && foldedGates(main, reader),
    last && foldedReceipt(last, reader),
    othersText(why, reader),
  ]);
  return { text, buttons: [ruleButtons(rule)] };
}

/** One alert from what was read to its delivery, and how its rule stands now. */
export function whyAlertMessage(found: {
  receipt: AlertReceipt;
  why: RuleWhy | undefined;
  zone: string;
  now: Reader['now'];
}): Message {
  const { receipt, why } = found;
  const { evidence } = receipt.alert;
  const main = why?.main;
  const text = fitting([
    html`❓ How <code>${evidence.code}</code> rang`,
    firingLine(receipt, found),
    ...receiptLines(receipt, found),
    why === undefined ? html`Its rule is no longer kept.` : undefined,
    main && nowText(main, found),
    main && whenText(main, found),
    main && foldedGates(main, found),
  ]);
  return { text, buttons: why ? [ruleButtons(why.rule)] : [] };
}

/** The rules of a chat that are about a ticker, a line each, and the last alert on it. */
export function whyTickerMessage({ ticker, rules, last, zone, now }: TickerAnswer): Message {
  const [only, ...more] = rules;
  if (only !== undefined && more.length === 0) return whyMessage(only);
  const reader = { zone, now };
  const shown = rules.slice(0, MOST_OTHERS);
  const text = fitting([
    html`❓ <b>${ticker}</b>:
      ${rules.length === 0 ? 'no rule here is about it now' : `${rules.length} rules`}`,
    ...shown.flatMap(({ rule, main }) =>
      main
        ? [
            html`<code>${rule.code}</code> ${withoutNote(rule.text)}`,
            html`↳ ${nowText(main, reader)}`,
          ]
        : [],
    ),
    moreText(rules.length - shown.length),
    last ? html`Last alert: ${firingLine(last, reader)}` : html`Nothing has rung on it yet.`,
    last && foldedReceipt(last, reader),
  ]);
  return { text, buttons: pickButtons(shown.map(({ rule }) => rule)) };
}

/** Nothing was named. */
export function whichMessage(rules: readonly StoredRule[]): Message {
  const example = html`Name a rule, as in <code>/why R7K2</code>, an alert or a ticker; or answer an
    alert with /why.`;
  if (rules.length === 0) return { text: html`❓ Why what? There is no rule here yet. ${example}` };
  const text = lines(
    html`❓ <b>Why what?</b> ${example}`,
    ...rules.map(({ code, text: words }) => html`<code>${code}</code> ${withoutNote(words)}`),
  );
  return { text, buttons: pickButtons(rules) };
}

/** Why it is silent at this moment, or that nothing holds it back. */
function nowText(why: TickerWhy, reader: Reader): Html {
  const { first, facts } = why;
  if (first === undefined) {
    const next = facts.bar === undefined ? 'price' : `${facts.bar.timeframe} bar`;
    return html`🔔 <b>Nothing holds it back</b>: it rings at the next ${next} if that reads the
      same.`;
  }
  const failing = first.gate === 'condition' ? failingText(why, reader) : undefined;
  const said = failing === undefined ? html`` : html`. ${failing}`;
  return html`🤫 <b>Silent now:</b> ${gateText(first, why, reader)}${said}.`;
}

/** When it is judged, and when next. */
function whenText({ facts }: TickerWhy, { zone, now }: Reader): Html | undefined {
  const { rule, ready, bar, nextLook } = facts;
  if (rule.status !== 'on' || ready === undefined) return undefined;
  const look =
    nextLook === undefined
      ? html`when I look next is not known`
      : html`I look next at ${moment(nextLook, zone, now)}, in ${formatDuration(nextLook - now)}`;
  if (bar === undefined) return html`It is judged with each new price; ${look}.`;
  const { timeframe, nextClose, isWaiting } = bar;
  const next = isWaiting
    ? html`one has closed and is still to be judged`
    : nextClose === undefined
      ? html`when the next one closes is not known to me`
      : html`the next closes ${moment(nextClose, zone, now)}`;
  return html`It is judged when a ${timeframe} bar closes; ${next}; ${look}.`;
}

function foldedGates(why: TickerWhy, reader: Reader): Html {
  return folded('Every gate, in order', ...gateLines(why, reader));
}

function othersText({ others }: RuleWhy, reader: Reader): Html | undefined {
  if (others.length === 0) return undefined;
  const shown = others.slice(0, MOST_OTHERS);
  return folded(
    'Its other tickers',
    ...shown.map((one) => html`<b>${one.facts.ticker}</b> ${nowText(one, reader)}`),
    moreText(others.length - shown.length),
  );
}

function moreText(count: number): Html | undefined {
  return count > 0 ? html`… and ${count} more` : undefined;
}

/** As many blocks from the top as fit into one message; what is left out is said. */
function fitting(blocks: readonly (Html | undefined)[]): Html {
  const kept: Html[] = [];
  let length = 0;
  for (const block of blocks) {
    if (block === undefined) continue;
    length += plainText(block).length + 1;
    if (length > LONGEST) return lines(...kept, html`… the rest is too long for one message.`);
    kept.push(block);
  }
  return lines(...kept);
}

function ruleButtons({ id, status }: StoredRule): readonly Button[] {
  if (status === 'deleted') return [];
  return [
    button('🔎 The rule', 'rule-show', { rule: id }),
    button('🧪 Test', 'rule-test', { rule: id }),
  ];
}

function pickButtons(rules: readonly StoredRule[]): readonly (readonly Button[])[] {
  const each = rules.map(({ id, code }) => button(`❓ ${code}`, 'rule-why', { rule: id }));
  return [each.slice(0, 3), each.slice(3, 6), each.slice(6, 9)].filter((row) => row.length > 0);
}
