import type { EntriesCard, EntriesView, EntriesWish } from '../../app/entries.ts';
import type { Told, ToldChange } from '../../app/entry-subscription.ts';
import { formatDuration } from '../../core/duration.ts';
import { ENTRY_DAYS, feedsOf, type ToldEntry } from '../../core/entry.ts';
import { entryLegend, entryRule, entryTable } from '../../core/entry-table.ts';
import { html, lines, type Html } from '../../core/html.ts';
import {
  button,
  undoButton,
  type Button,
  type ButtonSubject,
  type Message,
} from '../../core/message.ts';
import { formatDate, moment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { pageButtons } from './pages.ts';

const PER_PAGE = 12;
const MOST_RULES = 6;
const MOST_NAMED = 20;

/** Entries of the last trading day or days; where there are none, who was looked at and when. */
export function entriesMessage(view: EntriesView, now: Instant, undo?: ToldChange): Message {
  switch (view.kind) {
    case 'no-list':
      return {
        text: html`There is no list <b>@${view.name}</b> here. /list shows what there is.`,
      };
    case 'nothing-watched':
      return {
        text: html`🐢 I look for 20- and 55-day highs of what you watch, and nothing is watched here
        yet. /watch NVDA AMD adds two.`,
        buttons: [[button('➕ Add', 'watch-more', {})]],
      };
    case 'unreadable':
      return {
        text: html`I read <code>/entries ${view.text}</code>, but not which tickers. For example:
          <code>/entries</code>, <code>/entries @semis 5d</code>, <code>/entries NVDA 20d</code>`,
      };
    case 'card':
      return withUndo(cardMessage(view.card, now), undo);
  }
}

function cardMessage(card: EntriesCard, now: Instant): Message {
  const { entries, wish } = card;
  const bySession = Map.groupBy(pageOf(card), ({ session }) => session);
  const tables = [...bySession].flatMap(([session, group]) => [
    html`<b>${formatDate(session)}</b
      >${group.some(({ isLate }) => isLate) ? ' · 🕰 found late' : ''}`,
    entryTable(group),
  ]);
  return {
    text: lines(
      headline(card),
      ...tables,
      entries.length > 0 ? entryLegend(pageOf(card)) : undefined,
      lookedLine(card, now),
      blindLine(card),
      ...outsideLines(card),
      card.short.length > 0
        ? html`Too few days for the 55-day system: ${named(card.short)}`
        : undefined,
      strangersLine(card),
      ...card.feeds.flatMap((feed) =>
        feed.trouble
          ? [html`🕳 ${feed.trouble.why}, since ${moment(feed.trouble.since, card.zone, now)}`]
          : [],
      ),
    ),
    buttons: [
      ...pageOf(card).slice(0, MOST_RULES).map(ruleRow),
      ...pageButtons({
        verb: 'entries',
        subject: { about: wish.about, sessions: wish.sessions },
        page: wish.page,
        of: Math.ceil(entries.length / PER_PAGE),
      }),
      [
        card.isSubscribed
          ? button('🔕 Stop telling me', 'entries-off', subjectOf(wish))
          : button('🔔 Tell me after each close', 'entries-on', subjectOf(wish)),
      ],
    ],
  };
}

function subjectOf({ about, sessions, page }: EntriesWish) {
  return { about, sessions, page };
}

function pageOf({ entries, wish }: EntriesCard): readonly ToldEntry[] {
  return entries.slice(wish.page * PER_PAGE, (wish.page + 1) * PER_PAGE);
}

function ruleRow(entry: ToldEntry): readonly Button[] {
  const text = entryRule(entry);
  return [
    button(`📈 ${entry.ticker}`, 'chart-words', { args: entry.ticker }),
    button(`🛡 Rule: ${text}`, 'rule-try', { text }),
  ];
}

function headline({ entries, wish, session, looked }: EntriesCard): Html {
  // An @ of our own, which needs no breaking: it calls a list, not a person.
  const name = wish.about.replace(/^@/, '');
  const about = name === '' ? html`` : wish.about === name ? html` · ${name}` : html` · @${name}`;
  const span =
    wish.sessions > 1
      ? `in the last ${wish.sessions} trading days`
      : session === undefined
        ? ''
        : `on ${formatDate(session)}`;
  if (entries.length > 0) {
    const skipped = entries.filter(({ isSkipped }) => isSkipped).length;
    const taken = entries.length - skipped;
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    return html`🐢 <b>${taken === 1 ? '1 entry' : `${taken} entries`} ${span}</b>${rest}${about}`;
  }
  if (looked === 0) return html`🐢 <b>Not looked at yet</b>${about}`;
  return html`🐢 <b>No entry ${span}</b>${about}`;
}

/** When it was last looked, at how many, and how old that is. */
function lookedLine(card: EntriesCard, now: Instant): Html | undefined {
  const { asked, looked, pending, session, lookedAt, zone } = card;
  if (session === undefined || lookedAt === undefined) {
    const waits = pending.length;
    return waits > 0 ? html`I look at ${counted(waits)} after the next close.` : undefined;
  }
  const tickers = looked === asked ? counted(asked) : `${looked} of ${counted(asked)}`;
  return html`Looked at ${tickers} ${moment(lookedAt, zone, now)} (${ago(now - lookedAt)}), at
  closed days up to ${formatDate(session)}.`;
}

function ago(ms: number): string {
  return ms < 1_000 ? 'just now' : `${formatDuration(ms)} ago`;
}

function counted(tickers: number): string {
  return tickers === 1 ? '1 ticker' : `${tickers} tickers`;
}

function blindLine({ blind, asked }: EntriesCard): Html | undefined {
  if (blind.length === 0) return undefined;
  const groups = Map.groupBy(blind, ({ why }) => why);
  const said = [...groups].map(
    ([why, all]) => `${named(all.map(({ ticker }) => ticker))} (${why})`,
  );
  return html`🕳 ${blind.length} of ${asked} could not be judged: ${said.join('; ')}`;
}

/** What was asked about and is not looked at, or not yet. */
function outsideLines({ pending, strays, looked }: EntriesCard): readonly Html[] {
  const waits = pending.length > 0 && looked > 0;
  return [
    ...(waits ? [html`Not looked at yet: ${named(pending)}`] : []),
    ...(strays.length > 0
      ? [html`I look only at what is watched or listed: <code>/watch ${strays.join(' ')}</code>`]
      : []),
  ];
}

function strangersLine({ strangers, unknown }: EntriesCard): Html | undefined {
  if (strangers.length === 0) return undefined;
  const feeds = [...new Set(strangers.flatMap(feedsOf))].join(', ');
  const rows = strangers.map(({ ticker, system }) => {
    const mark = unknown.has(ticker) ? ', unknown to me' : '';
    return `${ticker} (${ENTRY_DAYS[system]} days${mark})`;
  });
  return html`<blockquote expandable>
    ${feeds} also names, in none of your lists: ${named(rows)}
  </blockquote>`;
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is told from now on, and how to end it. */
export function subscribedMessage(isPrivate: boolean, change: ToldChange): Message {
  const message = {
    text: html`🔔 <b>After each close I tell ${isPrivate ? 'you' : 'this chat'} of its entries</b>:
      20- and 55-day highs of what is watched or listed here, one message for a trading day that has
      any, and what I could not judge. A day with nothing to tell stays silent; /entries says when I
      looked.`,
    buttons: [[button('🔕 Stop telling me', 'entries-off', {})]],
  };
  return withUndo(message, change);
}

export function unsubscribedMessage(change: ToldChange): Message {
  const message = {
    text: change.before
      ? html`🔕 I no longer tell of entries here. /entries shows them all the same.`
      : html`🔕 I was not telling of entries here; nothing was changed.`,
    buttons: [[button('🔔 Tell me after each close', 'entries-on', {})]],
  };
  return withUndo(message, change);
}

/** What holds again after an Undo. */
export function toldUndone({ after }: ToldChange): Message {
  return {
    text: after
      ? html`↩ Undone: after each close I tell of entries here, as before.`
      : html`↩ Undone: I do not tell of entries here, as before.`,
  };
}

function withUndo(message: Message, change: ToldChange | undefined): Message {
  if (change === undefined || spellTold(change.before) === spellTold(change.after)) return message;
  const { before, after } = change;
  const undo = undoButton('entries-undo', {
    before: spellTold(before),
    since: before?.since ?? 0,
    after: spellTold(after),
  });
  return { ...message, buttons: [...(message.buttons ?? []), [undo]] };
}

/** `no`, `here`, or the number of a topic. */
function spellTold(told: Told): string {
  return told === undefined ? 'no' : String(told.thread ?? 'here');
}

/** Reads back what the Undo carries. */
export function toldIn({ before, since, after }: ButtonSubject): ToldChange {
  return { before: readTold(before, Number(since)), after: readTold(after, 0) };
}

function readTold(word: ButtonSubject[string] | undefined, since: number): Told {
  if (word === 'no') return undefined;
  return { thread: word === 'here' ? undefined : Number(word), since };
}
