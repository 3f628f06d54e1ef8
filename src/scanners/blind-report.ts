import type { Calendar } from '../core/calendar.ts';
import type { Place } from '../core/people.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, MINUTE_MS, SECOND_MS, type Clock, type Instant } from '../core/time.ts';
import type { StoredSpell } from '../db/blind-spells.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { bringBars, type Brought } from './blind-bars.ts';
import { faultOf, findOf, remember } from './blind-find.ts';
import { blindMessage, type BlindReport } from './blind-words.ts';
import type { LiveRule, LiveRules } from './live-rules.ts';

export type BlindDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly bars: BarKeeper;
  readonly calendar: Calendar;
  readonly rules: () => LiveRules;
  readonly clock: Clock;
  readonly defaultZone: string;
};

const MOST_SPELLS = 2_000;
const MOST_TICKERS = 50;
/** The last bar has to close, and feeds need a moment to tell of it. */
const SETTLE_MS = 80 * SECOND_MS;
/** So long is tried for bars; then what needs them could not be judged. */
const PATIENCE_MS = 10 * MINUTE_MS;

/**
 * Tells each chat once what happened while nothing could be seen: what came true and went again, which would otherwise
 * pass in silence, and what nobody can tell. What still holds rings by itself with the next price and is not told here.
 */
export async function tellBlind(deps: BlindDeps): Promise<readonly string[]> {
  const { store, clock } = deps;
  const spells = store.blindSpells.untold(MOST_SPELLS).filter((one) => isOver(deps, one, clock()));
  if (spells.length === 0) return [];
  const wholes = wholesOf(spells);
  const places = placesOf(deps.rules(), wholes);
  const wanted = new Set(places.flatMap(({ tickers }) => tickers));
  const asked = [...wanted].flatMap((ticker) => wholes.get(ticker) ?? []);
  const brought = await bringBars(deps, asked, clock());
  const now = clock();
  const isComplete = ({ ticker, until }: Whole): boolean =>
    !wanted.has(ticker) || brought.has(ticker) || now - until > PATIENCE_MS;
  // Told together what happened together: one late ticker keeps the others back, but not for long.
  if (![...wholes.values()].every(isComplete)) return ['some bars are still missing'];
  store.transact(() => {
    for (const one of places) tellPlace(deps, one, { wholes, brought, now });
    for (const { id } of spells) store.blindSpells.told(id, now);
  });
  return [];
}

/** A ticker's blindness, from the first spell to the last that is told at once. */
type Whole = Omit<StoredSpell, 'why' | 'cause'> & {
  readonly whys: readonly string[];
  /** The exchange's time of the last price before the last of them. */
  readonly seenTo: Instant | undefined;
};

function wholesOf(spells: readonly StoredSpell[]): ReadonlyMap<Ticker, Whole> {
  const wholes = new Map<Ticker, Whole>();
  for (const { why, ...spell } of spells) {
    const known = wholes.get(spell.ticker);
    const whys = [...new Set([...(known?.whys ?? []), why])];
    const { ticker, until, last } = spell;
    wholes.set(ticker, { ...spell, ...known, until, whys, seenTo: last?.at });
  }
  return wholes;
}

/** Whether what it hid can be known: a price has come since, or none will before the market opens. */
function isOver({ store, calendar }: BlindDeps, spell: StoredSpell, now: Instant): boolean {
  const state = store.quotes.get(spell.ticker);
  const quote = state?.quote;
  if (quote === undefined) return true;
  if (now - spell.until < quote.delayMs + SETTLE_MS) return false;
  if (!calendar.isOpen(quote.instrument.market, now)) return true;
  return state?.trouble === undefined && quote.at > (spell.last?.at ?? -Infinity);
}

type Affected = {
  readonly place: Place;
  readonly rules: readonly LiveRule[];
  readonly onBars: readonly LiveRule[];
  /** At most so many as a report takes. */
  readonly tickers: readonly Ticker[];
  readonly beyond: number;
};

/** Every place with rules on what nobody saw. */
function placesOf(live: LiveRules, wholes: ReadonlyMap<Ticker, Whole>): readonly Affected[] {
  const made = (rule: LiveRule): boolean =>
    rule.stored.createdAt < (wholes.get(rule.ticker)?.until ?? -Infinity);
  const affected = [...wholes.keys()];
  const rules = affected.flatMap((ticker) => live.byTicker.get(ticker) ?? []).filter(made);
  const onBars = affected.flatMap((ticker) => live.onBars.get(ticker) ?? []).filter(made);
  const groups = Map.groupBy([...rules, ...onBars], ({ stored }) => placeKey(stored.place));
  return [...groups.values()].flatMap((group): readonly Affected[] => {
    const place = group[0]?.stored.place;
    if (place === undefined) return [];
    const all = [...new Set(group.map(({ ticker }) => ticker))];
    const tickers = all.slice(0, MOST_TICKERS);
    const isTaken = ({ ticker }: LiveRule): boolean => tickers.includes(ticker);
    const paced = Object.groupBy(group.filter(isTaken), (one) =>
      one.compiled.pace.kind === 'bars' ? 'onBars' : 'rules',
    );
    const { rules: onPrices = [], onBars: waiting = [] } = paced;
    return [
      { place, tickers, beyond: all.length - tickers.length, rules: onPrices, onBars: waiting },
    ];
  });
}

function placeKey({ chat, thread }: Place): string {
  return `${chat}/${thread ?? ''}`;
}

type Telling = {
  readonly wholes: ReadonlyMap<Ticker, Whole>;
  readonly brought: ReadonlyMap<Ticker, Brought>;
  readonly now: Instant;
};

function tellPlace(deps: BlindDeps, affected: Affected, telling: Telling): void {
  const { store, outbox } = deps;
  const { place, tickers, rules, onBars, beyond } = affected;
  const { wholes, brought, now } = telling;
  const chat = store.chats.get(place.chat);
  const spells = tickers.flatMap((ticker) => wholes.get(ticker) ?? []);
  if (chat?.status !== 'active' || spells.length === 0) return;
  const found = [
    ...rules.map((live) => {
      const { ticker } = live;
      return findOf(deps, live, { spell: wholes.get(ticker), got: brought.get(ticker), now });
    }),
    ...onBars.flatMap((live) => faultOf(deps, live)),
  ];
  for (const one of found) if (one.kind === 'missed') remember(deps, one, now);
  const missed = found.flatMap((one) => (one.kind === 'missed' ? [one.missed] : []));
  const unjudged = found.flatMap((one) => (one.kind === 'unjudged' ? [one] : []));
  const report: BlindReport = {
    since: instant(Math.min(...spells.map(({ since }) => since))),
    until: instant(Math.max(...spells.map(({ until }) => until))),
    whys: [...new Set(spells.flatMap(({ whys }) => whys))],
    tickers,
    missed: missed.toSorted((a, b) => a.at - b.at),
    unjudged,
    judged: rules.length - unjudged.filter(({ code }) => hasCode(rules, code)).length,
    rang: found.filter(({ kind }) => kind === 'rang').length,
    onBars: onBars.length - unjudged.filter(({ code }) => hasCode(onBars, code)).length,
    beyond,
    lengths: [...new Set(tickers.flatMap((ticker) => brought.get(ticker)?.timeframe ?? []))],
  };
  const first = Math.min(...spells.map(({ id }) => id));
  const message = blindMessage(report, chat.zone ?? deps.defaultZone, now);
  outbox.notice(`late/${placeKey(place)}/${first}`, { place, message }, now);
}

function hasCode(rules: readonly LiveRule[], wanted: string): boolean {
  return rules.some(({ stored }) => stored.code === wanted);
}
