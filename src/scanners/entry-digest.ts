import { isOurs, type EntryLook, type ToldEntry } from '../core/entry.ts';
import { entryLegend, entryRule, entryTable } from '../core/entry-table.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Button, type Message } from '../core/message.ts';
import { formatDate } from '../core/moment.ts';
import type { Ticker } from '../core/ticker.ts';
import type { IsoDate } from '../core/zone.ts';
import type { Notice } from './define.ts';
import type { EntryReader } from './entry-gather.ts';
import { entryDetail, entryHead, strangerLine, type NewEntry } from './entry-words.ts';

/** What a look brought that nobody was told of before. */
export type EntryNews = {
  readonly entries: readonly NewEntry[];
  readonly looks: readonly { readonly before: EntryLook | undefined; readonly after: EntryLook }[];
  /** Tickers of a feed that no source of prices knows. */
  readonly unknown: ReadonlySet<string>;
};

type Blind = { readonly ticker: Ticker; readonly session: IsoDate; readonly why: string };

/** What one trading day has to say to one chat. */
type Digest = {
  readonly session: IsoDate;
  readonly entries: readonly NewEntry[];
  /** Named by the feed, about tickers that are in none of the chat's lists. */
  readonly strangers: readonly ToldEntry[];
  readonly blind: readonly Blind[];
  /** Could not be judged at first, and can now. */
  readonly seeing: readonly Ticker[];
  /** How many tickers the chat has in its lists. */
  readonly of: number;
};

const MOST_ROWS = 20;
const MOST_DETAILS = 6;
const MOST_BUTTONS = 4;

/**
 * A message for each trading day that has something to say to a chat: entries that closed since it subscribed and since
 * it has the ticker, and what could not be judged. Each is new but once, so each is told once.
 */
export function entryNotices(reader: EntryReader, news: EntryNews): readonly Notice[] {
  return digestsOf(reader, news).map((digest) => ({
    key: `entries/${reader.place.chat}/${digest.session}/${nameOf(digest)}`,
    place: reader.place,
    message: digestMessage(digest, news.unknown),
  }));
}

/** What makes a digest that one and no other: whatever stands in it first is new for the first time. */
function nameOf({ entries, blind, seeing }: Digest): string {
  const [first] = entries;
  if (first) return `${first.entry.ticker}/${first.entry.system}`;
  return blind[0] ? `blind/${blind[0].ticker}` : `seeing/${seeing[0] ?? ''}`;
}

function digestsOf({ tickers, since }: EntryReader, news: EntryNews): readonly Digest[] {
  const isMine = ({ entry, closesAt }: NewEntry): boolean => {
    const added = tickers.get(entry.ticker);
    return added !== undefined && closesAt > added && closesAt > since;
  };
  const mine = news.entries.filter(isMine);
  const strangers = news.entries
    .filter(({ entry, closesAt }) => !tickers.has(entry.ticker) && closesAt > since)
    .map(({ entry }) => entry)
    .filter((entry) => !isOurs(entry));
  const looks = news.looks.filter(({ after }) => tickers.has(after.ticker));
  const blind = looks.flatMap(({ before, after: { ticker, missed } }) =>
    missed && missed.session !== before?.missed?.session ? [{ ticker, ...missed }] : [],
  );
  const hasEntry = (ticker: Ticker) => news.entries.some(({ entry }) => entry.ticker === ticker);
  const seeing = looks.flatMap(({ before, after: { ticker, missed } }) =>
    before?.missed && !missed && !hasEntry(ticker)
      ? [{ ticker, session: before.missed.session }]
      : [],
  );
  const sessions = [...mine.map(({ entry }) => entry), ...blind, ...seeing].map(
    ({ session }) => session,
  );
  const of = <T extends { readonly session: IsoDate }>(all: readonly T[], session: IsoDate) =>
    all.filter((one) => one.session === session);
  return [...new Set(sessions)].sort().map((session) => ({
    session,
    entries: mine.filter(({ entry }) => entry.session === session),
    strangers: of(strangers, session),
    blind: of(blind, session),
    seeing: of(seeing, session).map(({ ticker }) => ticker),
    of: tickers.size,
  }));
}

function digestMessage(digest: Digest, unknown: ReadonlySet<string>): Message {
  const { entries, strangers, session } = digest;
  const [first, ...rest] = entries;
  const body =
    first === undefined
      ? [quietHead(digest)]
      : rest.length === 0
        ? entryHead(first)
        : tableHead(digest);
  const folded = [
    ...entries.slice(0, MOST_DETAILS).flatMap((one) => entryDetail(one, rest.length > 0)),
    ...(entries.length > MOST_DETAILS ? [html`Of the others: /entries`] : []),
    strangerLine(strangers, unknown),
  ].filter((line) => line !== undefined);
  return {
    text: lines(
      entries.some(({ entry }) => entry.isLate)
        ? html`🕰 <b>LATE</b>: I could not look when the day had ended`
        : undefined,
      ...body,
      first && blindLine(digest),
      first && seeingLine(digest),
      folded.length > 0 ? html`<blockquote expandable>${lines(...folded)}</blockquote>` : undefined,
      html`daily close of ${formatDate(session)} · prices split-adjusted, not dividend-adjusted`,
    ),
    buttons: [...entryButtons(entries), [button('🔎 All entries', 'entries', { about: '' })]],
    silent: first === undefined || entries.every(({ entry }) => entry.isSkipped || entry.isLate),
  };
}

function tableHead({ entries, session }: Digest): readonly Html[] {
  const shown = entries.slice(0, MOST_ROWS).map(({ entry }) => entry);
  const taken = entries.filter(({ entry }) => !entry.isSkipped).length;
  const skipped = entries.length - taken;
  const more = entries.length - shown.length;
  return [
    html`${taken > 0 ? '🟢' : '⚪️'} <b>${taken === 1 ? '1 entry' : `${taken} entries`}</b> on
      ${formatDate(session)}${skipped > 0 ? `, ${skipped} more skipped by the filter` : ''}`,
    entryTable(shown),
    ...(more > 0 ? [html`… and ${more} more`] : []),
    entryLegend(shown),
  ];
}

/** No entry among those that could be judged; of the others nobody knows. */
function quietHead(digest: Digest): Html {
  const { blind, seeing, of, session } = digest;
  if (blind.length === 0)
    return html`👁 <b>${seeing.join(', ')} can be judged now</b>: no entry on ${formatDate(session)}.`;
  const rest = of - blind.length;
  const known = rest > 0 ? html` Among the other ${rest}: no new entry.` : html``;
  return html`🕳 <b>${blindWords(digest)}</b>${known}`;
}

/** The rest of what was said to be in the dark. */
function seeingLine({ seeing }: Digest): Html | undefined {
  return seeing.length === 0 ? undefined : html`👁 ${seeing.join(', ')} can be judged now: no entry`;
}

function blindLine(digest: Digest): Html | undefined {
  return digest.blind.length === 0 ? undefined : html`🕳 ${blindWords(digest)}`;
}

/** `2 of 14 could not be judged: AMD, NVDA (Yahoo Finance cannot be reached). I keep trying.` */
function blindWords({ blind, of }: Digest): string {
  const groups = Map.groupBy(blind, ({ why }) => why);
  const said = [...groups].map(
    ([why, all]) => `${all.map(({ ticker }) => ticker).join(', ')} (${why})`,
  );
  return `${blind.length} of ${of} could not be judged: ${said.join('; ')}. I keep trying.`;
}

/** A row for each entry: its picture, and the pre-flight of a rule about the level that it broke. */
function entryButtons(entries: readonly NewEntry[]): readonly (readonly Button[])[] {
  return entries.slice(0, MOST_BUTTONS).map(({ entry }) => {
    const text = entryRule(entry);
    return [
      button(`📈 ${entry.ticker}`, 'chart-words', { args: entry.ticker }),
      button(`🛡 Rule: ${text}`, 'rule-try', { text }),
    ];
  });
}
