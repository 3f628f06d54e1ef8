import type { RuleFilter, RuleLine, RuleList } from '../../app/rule-list.ts';
import { formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import type { AlertRecord } from '../../core/records.ts';
import type { Removed } from '../../app/rule-list.ts';
import { usefulText } from './outcomes.ts';
import { pageButtons } from './pages.ts';
import { markIcon } from './rule-card.ts';
import { moment } from '../../core/moment.ts';
import { ago } from './when.ts';

const PER_PAGE = 10;

const HEADS: Readonly<Record<RuleFilter, string>> = {
  all: 'Rules here',
  ended: 'Rules that have ended',
  never: 'Rules that never rang',
};

/** A chat's rules by ticker, ten to a page, with a button for each. */
export function rulesMessage(list: RuleList, page = 0): Message {
  const { lines: all, filter } = list;
  if (all.length === 0) return emptyList(list);
  const of = Math.ceil(all.length / PER_PAGE);
  const at = Math.min(page, of - 1);
  const shown = all.slice(at * PER_PAGE, (at + 1) * PER_PAGE);
  const armed = all.filter(({ mark }) => mark === 'armed').length;
  return {
    text: lines(
      html`📋 <b>${HEADS[filter]}</b> · ${all.length}${filter === 'all' ? ` · ${armed} armed` : ''}`,
      ...grouped(list, shown),
    ),
    buttons: [
      ...cardButtons(shown),
      ...pageButtons({ verb: 'rules-page', subject: { filter }, page: at, of }),
      ...filters(list),
    ],
  };
}

function emptyList({ filter, total }: RuleList): Message {
  if (filter !== 'all' && total > 0)
    return {
      text: html`There are none of these. ${total} rules in all.`,
      buttons: [[button('Show all', 'rules-page', { filter: 'all', page: 0 })]],
    };
  return {
    text: html`📋 No rules here yet. The first one could be <code>/rule NVDA &gt; 150</code>, or
      /rule alone to be asked.`,
  };
}

function grouped({ quotes, now }: RuleList, shown: readonly RuleLine[]): readonly Html[] {
  const out: Html[] = [];
  let about: string | undefined;
  for (const line of shown) {
    if (line.about !== about) {
      const quote = quotes.get(line.about);
      const price = quote ? ` · ${formatPrice(quote.price)}` : '';
      out.push(html`<b>${line.about}</b>${price}`);
    }
    about = line.about;
    const { mark, code, condition, lastAt, recent } = line;
    const rang = lastAt === undefined ? html`` : html` · rang ${ago(lastAt, now)}`;
    const often = recent > 0 ? ` · ${recent}× in 7 days` : '';
    const why = mark === 'blocked' ? ' · no data' : '';
    out.push(
      html`${markIcon(mark)}
        <code>${code}</code> ${condition}${rang}${often}${usefulText(line.useful)}${why}`,
    );
  }
  return out;
}

function cardButtons(shown: readonly RuleLine[]): readonly (readonly Button[])[] {
  const all = shown.map(({ mark, code, id }) =>
    button(`${markIcon(mark)} ${code}`, 'rule-show', { rule: id }),
  );
  return all.length > 5 ? [all.slice(0, 5), all.slice(5)] : [all];
}

function filters({ filter, lines: all, prunable }: RuleList): readonly (readonly Button[])[] {
  if (filter !== 'all') return [[button('Show all', 'rules-page', { filter: 'all', page: 0 })]];
  const ended = all.filter(({ mark }) => mark === 'done' || mark === 'expired').length;
  const row = [
    ...(ended === 0
      ? []
      : [button(`Ended · ${ended}`, 'rules-page', { filter: 'ended', page: 0 })]),
    ...(prunable === 0 ? [] : [button(`🧹 Prune · ${prunable}`, 'rules-prune', {})]),
  ];
  return row.length === 0 ? [] : [row];
}

/** Deleting many asks for their number, so that it is not done by a slip. */
export function bulkQuestion(what: string, codes: readonly string[], typed?: string): Message {
  const count = codes.length;
  const wrong =
    typed === undefined ? undefined : html`⚠️ It is ${count}, not ${typed.slice(0, 20)}.`;
  const some = codes.slice(0, 12).join(' ');
  const more = count > 12 ? ` and ${count - 12} more` : '';
  return {
    text: lines(
      wrong,
      html`This deletes <b>${count === 1 ? '1 rule' : `${count} rules`}</b>: ${some}${more}.`,
      html`To do it, send the number with it: <code>/rules del ${what} ${count}</code>`,
    ),
  };
}

export function bulkDone(removed: Removed): Message {
  const count = removed.length === 1 ? '1 rule' : `${removed.length} rules`;
  const subject = { rules: removed.map(({ id, status }) => `${id}:${status}`).join(' ') };
  return {
    text: html`🗑 ${count} deleted.`,
    buttons: [[undoButton('rules-undo', subject)]],
  };
}

const FATES: Readonly<Record<AlertRecord['fate'], string>> = {
  open: 'on its way',
  sent: 'sent',
  suppressed: 'held back',
  expired: 'came too late to send',
  dead: 'could not be sent',
};

/** What a rule has rung or held back, newest first. */
export function ruleLog(
  { code, alerts }: { code: string; alerts: readonly AlertRecord[] },
  view: { zone: string; now: RuleList['now'] },
): Message {
  if (alerts.length === 0) return { text: html`<code>${code}</code> has not rung yet.` };
  return {
    text: lines(
      html`📜 <b>Last alerts of</b> <code>${code}</code>`,
      ...alerts.map(
        ({ evidence, firedAt, fate, reason, ref }) =>
          html`${moment(firedAt, view.zone, view.now)} · ${formatPrice(evidence.price)} ·
          ${FATES[fate]}${fate === 'suppressed' ? ` (${reason.replace('suppressed-', '')})` : ''} ·
          #${ref}`,
      ),
    ),
  };
}
