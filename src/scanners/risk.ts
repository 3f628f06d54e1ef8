import { gather } from '../alerts/gather.ts';
import { silenceFor } from '../alerts/silence.ts';
import type { EventKey } from '../core/alert.ts';
import { errorText } from '../core/error.ts';
import { chatId, type Place, type UserId } from '../core/people.ts';
import { withLook } from '../core/risk-day.ts';
import { parseTicker } from '../core/ticker.ts';
import { MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';
import type { NewAlert } from '../db/alert-insert.ts';
import { databaseFault } from '../db/database-error.ts';
import type { Outbox } from '../db/outbox.ts';
import { ring } from '../db/ring.ts';
import type { Store } from '../db/store.ts';
import { riskStage, type RiskStage } from '../portfolio/risk-stage.ts';
import {
  isWhole,
  lookOf,
  RISK_CODE,
  riskEvidence,
  type BookSight,
} from '../portfolio/risk-sight.ts';
import { resolve } from './resolve.ts';
import { job, type Job, type RunDeps } from './run.ts';
import { standingIn, type StandingDeps } from './standing.ts';

export type RiskDeps = StandingDeps & {
  readonly store: Store;
  readonly outbox: Outbox;
  /** A person's book from what is kept; undefined for whoever has none. */
  readonly bookOf: (user: UserId) => BookSight | undefined;
  /** Brings in the daily bars of all that is held, so that whoever asks for their risk need not wait. */
  readonly riskBars: () => Promise<void>;
};

/** One price that is wrong makes a risk that is wrong: it must still be so a while later. */
const CONFIRMED_AFTER_MS = 30 * SECOND_MS;
/** How far apart the looks are that are kept for "since yesterday". */
const KEPT_EVERY_MS = 15 * MINUTE_MS;

/** Looks at every book. */
export function riskJob(deps: RiskDeps & RunDeps): Job {
  const watch = createRiskWatch(deps);
  const times = { name: 'risk', pattern: '55 * * * * *', everyMs: MINUTE_MS };
  return job(deps, times, () => Promise.resolve(watch(deps.clock())));
}

/** What is current is not asked for again, so most of its turns ask nothing. */
export function riskBarsJob(deps: RiskDeps & RunDeps): Job {
  const times = { name: 'risk-bars', pattern: '30 */5 * * * *', everyMs: 5 * MINUTE_MS };
  return job(deps, times, async () => {
    await deps.riskBars();
    return [];
  });
}

/**
 * Tells each person once when the open risk of their book has gone above its limit. What was seen only once lives in memory:
 * a restart begins anew.
 */
function createRiskWatch(deps: RiskDeps) {
  const { store } = deps;
  const seenBeyond = new Map<UserId, Instant>();
  return (now: Instant): readonly string[] => {
    const failures: string[] = [];
    for (const user of new Set(store.accounts.all().map((account) => account.user))) {
      try {
        look(deps, { user, seenBeyond }, now);
      } catch (error) {
        // One person's trouble is not the others'; what cannot be written down is everybody's.
        if (databaseFault(error) !== undefined) throw error;
        failures.push(`the book of ${user}: ${errorText(error)}`);
      }
    }
    return failures;
  };
}

type Looking = { readonly user: UserId; readonly seenBeyond: Map<UserId, Instant> };

function look(deps: RiskDeps, { user, seenBeyond }: Looking, now: Instant): void {
  const { store } = deps;
  if (store.chats.get(chatId(user))?.status !== 'active') return;
  const book = deps.bookOf(user);
  if (book === undefined) return;
  const was = store.books.riskStage(user);
  const { openPct } = book.risk;
  const reading = { openPct, limitPct: book.limits.totalPct, isWhole: isWhole(book) };
  const stage = riskStage(was?.stage, reading);
  const isCrossing = stage === 'beyond' && was?.stage !== 'beyond';
  const since = seenBeyond.get(user);
  if (isCrossing) seenBeyond.set(user, since ?? now);
  else seenBeyond.delete(user);
  const isSure = !isCrossing || (since !== undefined && now - since >= CONFIRMED_AFTER_MS);
  const kept = store.riskDays.get(user);
  const isDue = kept === undefined || now - kept.last.at >= KEPT_EVERY_MS;
  const hasMoved = isSure && stage !== undefined && stage !== was?.stage;
  if (!isDue && !hasMoved) return;
  store.transact(() => {
    if (isDue) store.riskDays.put(user, withLook(kept, lookOf(book)));
    if (hasMoved) settle(deps, { user, book, stage, seq: was?.seq ?? 0 }, now);
  });
}

type Settling = {
  readonly user: UserId;
  readonly book: BookSight;
  readonly stage: RiskStage;
  /** Of the last crossing. */
  readonly seq: number;
};

/** Writes down where the book stands with what follows from it: called within a transaction. */
function settle(deps: RiskDeps, { user, book, stage, seq }: Settling, now: Instant): void {
  const isCrossing = stage === 'beyond';
  const next = isCrossing ? seq + 1 : seq;
  deps.store.books.setRiskStage(user, { stage, seq: next, at: now });
  if (isCrossing) tell(deps, { user, book, key: keyOf(user, next) }, now);
  else end(deps, { user, key: keyOf(user, seq) }, now);
}

function keyOf(user: UserId, seq: number): EventKey {
  return `risk/${user}/${seq}` as EventKey;
}

type Telling = { readonly user: UserId; readonly book: BookSight; readonly key: EventKey };

function tell(deps: RiskDeps, { user, book, key }: Telling, now: Instant): void {
  const { store } = deps;
  const ticker = book.risk.protecteds.find(({ held }) => held.ticker)?.held.ticker ?? MARKET;
  const { openPct } = book.risk;
  if (ticker === undefined || openPct === undefined) return;
  const place = placeOf(user);
  const severity = 'high';
  const evidence = riskEvidence(book, openPct);
  const about = { ticker, type: 'risk', severity } as const;
  const wish = { ...about, eventKey: key, place, ruleId: undefined, evidence, firedAt: now };
  const mutes = store.mutes.live(place.chat, now);
  const quiet = silenceFor({ ...about, ruleCode: RISK_CODE }, mutes, { now });
  if (quiet !== undefined) {
    const reason = quiet === 'snoozed' ? 'suppressed-snoozed' : 'suppressed-muted';
    store.alerts.add({ ...wish, reason, fate: 'suppressed' }, now);
    return;
  }
  carry(deps, { ...wish, reason: 'first' }, now);
}

/** At once, or with what else a night or a storm has gathered. */
function carry(deps: RiskDeps, wish: Omit<NewAlert, 'fate'>, now: Instant): void {
  const { store, outbox } = deps;
  const { severity, ticker, place } = wish;
  const standing = standingIn(deps, place, now);
  const { held } = gather([{ severity, ticker, item: wish }], standing, now);
  if (held === undefined || outbox.routing.first(place, severity).length === 0) {
    ring(deps, wish, now);
    return;
  }
  const bundleId = store.bundles.join({ place, kind: held.why, dueAt: held.dueAt }, now);
  store.alerts.add({ ...wish, fate: 'open', bundleId }, now);
  outbox.wake();
}

const MARKET = parseTicker('SPY');
/** As far back as an alert that still stands can be. */
const RECENT = 500;

type Ending = { readonly user: UserId; readonly key: EventKey };

function end(deps: RiskDeps, { user, key }: Ending, now: Instant): void {
  const { chat } = placeOf(user);
  const alert = deps.store.alerts.ofChat(chat, RECENT).find((one) => one.eventKey === key);
  if (alert !== undefined) resolve(deps, alert.id, now);
}

/** What a person holds is told to that person alone. */
function placeOf(user: UserId): Place {
  return { chat: chatId(user), thread: undefined };
}
