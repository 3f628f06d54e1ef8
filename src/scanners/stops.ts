import { silenceFor } from '../alerts/silence.ts';
import type { EventKey, Severity } from '../core/alert.ts';
import { formatDuration } from '../core/duration.ts';
import { errorText } from '../core/error.ts';
import { formatPrice } from '../core/format.ts';
import { html } from '../core/html.ts';
import { chatId, type Place } from '../core/people.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Stop } from '../core/position.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import { databaseFault } from '../db/database-error.ts';
import type { Outbox } from '../db/outbox.ts';
import { ring } from '../db/ring.ts';
import { nameOf, stopEvidence } from '../portfolio/stop-evidence.ts';
import { needsBars, STOP_BARS } from '../portfolio/stop-facts.ts';
import { resolve } from './resolve.ts';
import { draftFromStop } from './draft-sale.ts';
import { lookAtStop, type LookDeps, type Memory, type StopLook } from './stop-look.ts';

export type StopsDeps = LookDeps & {
  readonly outbox: Outbox;
  readonly bars: Pick<BarKeeper, 'read' | 'topUp'>;
};

/** While its market is open, a stop without a price that can be trusted is told of after so long. */
const BLIND_MS = 15 * MINUTE_MS;

/**
 * Closes the loop over every stop that is in force: moves it up, and tells its holder when the price is near or has reached
 * it. What is remembered of prices lives in memory: after a restart the first price far from the last one waits for a second.
 */
export function createStopWatch(deps: StopsDeps) {
  const { store } = deps;
  const memories = new Map<number, Memory>();
  const blind = new Map<number, Instant>();

  return async (now: Instant): Promise<readonly string[]> => {
    const stops = store.stops.allLive();
    await topUp(deps, stops);
    const failures: string[] = [];
    for (const stop of stops) {
      try {
        const look = lookAtStop(deps, { stop, memory: memories.get(stop.positionId) }, now);
        if (look === undefined) continue;
        if (hasNews(look)) store.transact(() => settle(deps, look, now));
        memories.set(stop.positionId, look.memory);
        mindBlindness(deps, { look, blind }, now);
      } catch (error) {
        // One stop's trouble is not the others'; what cannot be written down is everybody's.
        if (databaseFault(error) !== undefined) throw error;
        failures.push(`stop ${stop.id}: ${errorText(error)}`);
      }
    }
    forgetOthers([memories], new Set(stops.map(({ positionId }) => positionId)));
    forgetOthers([blind], new Set(stops.map(({ id }) => id)));
    return failures;
  };
}

function forgetOthers(maps: readonly Map<number, unknown>[], living: ReadonlySet<number>): void {
  for (const map of maps) for (const id of map.keys()) if (!living.has(id)) map.delete(id);
}

/** Brings in the daily bars that stops hang on; what is current is not asked for again. */
async function topUp({ store, bars }: StopsDeps, stops: readonly Stop[]): Promise<void> {
  const wants = stops.flatMap((stop) => {
    const ticker = needsBars(stop.terms) ? store.positions.get(stop.positionId)?.ticker : undefined;
    const market = ticker && store.quotes.get(ticker)?.quote?.instrument.market;
    return ticker === undefined || market === undefined
      ? []
      : [{ ticker, market, timeframe: '1d' as const, bars: STOP_BARS }];
  });
  if (wants.length > 0) await bars.topUp(wants);
}

function hasNews({ stop, move, stage }: StopLook): boolean {
  return move.kind === 'moves' || stage !== stop.stage;
}

/** Writes down what a look found, with its alert and what may be sold for it: called within a transaction. */
function settle(deps: StopsDeps, look: StopLook, now: Instant): void {
  const { store } = deps;
  const { stop, move, stage, price, standsAt } = look;
  if (move.kind === 'moves') store.stops.move(stop.id, move.to, now);
  if (stage === stop.stage || price === undefined || standsAt === undefined) return;
  if (stop.stage === 'reached' && stop.alertId !== undefined) resolve(deps, stop.alertId, now);
  const seq = stage === 'reached' ? stop.seq + 1 : stop.seq;
  const sight = { ...look, price, standsAt };
  const alertId = stage === 'watching' ? undefined : tell(deps, { look: sight, seq }, now);
  const next = { stage, seq, alertId: stage === 'reached' ? alertId : undefined };
  store.stops.stage(stop.id, next, now);
  const { position, seen } = look;
  if (stage === 'reached' && seen.kind === 'price')
    draftFromStop(deps, { stop: { id: stop.id, seq }, position, price, at: seen.at, alertId }, now);
}

type Telling = {
  readonly look: StopLook & { readonly price: number; readonly standsAt: number };
  readonly seq: number;
};

/** @returns the alert's id */
function tell(deps: StopsDeps, { look, seq }: Telling, now: Instant): number | undefined {
  const { stop, position, seen, stage, standsAt } = look;
  const { ticker } = position;
  // Without a ticker nobody knows its market's hours, and no price counts.
  if (stage === 'watching' || seen.kind === 'none' || ticker === undefined) return undefined;
  const evidence = stopEvidence(stage, {
    ...look,
    stop: { id: stop.id, terms: stop.terms, price: standsAt },
    at: seen.at,
    source: seen.source,
    delayMs: seen.delayMs,
    previousClose: seen.previousClose,
    onlyAlerts: onlyAlerts(deps, look),
  });
  const severity: Severity = stage === 'reached' ? 'critical' : 'low';
  const key = stage === 'reached' ? String(seq) : `near/${now}`;
  const wish = {
    eventKey: `stop/${stop.id}/${key}` as EventKey,
    place: placeOf(look),
    ruleId: undefined,
    ticker,
    type: 'stop',
    severity,
    reason: 'first' as const,
    evidence,
    firedAt: now,
  };
  const asked = { ruleCode: evidence.code, ticker, type: 'stop', severity };
  const quiet = silenceFor(asked, deps.store.mutes.live(wish.place.chat, now), { now });
  if (quiet === undefined) return ring(deps, wish, now);
  const reason = quiet === 'snoozed' ? 'suppressed-snoozed' : 'suppressed-muted';
  return deps.store.alerts.add({ ...wish, reason, fate: 'suppressed' }, now);
}

/** Where nothing was armed, or no broker could be asked. */
function onlyAlerts({ store }: StopsDeps, { account, position }: StopLook): boolean {
  const mode = store.guards.get(position.id)?.mode ?? 'shadow';
  return account.broker === 'manual' || mode === 'off' || mode === 'shadow';
}

/** What a person holds is told to that person alone. */
function placeOf({ account }: StopLook): Place {
  return { chat: chatId(account.user), thread: undefined };
}

type Blindness = { readonly look: StopLook; readonly blind: Map<number, Instant> };

/** A stop that cannot be judged is no protection, and silence would look like one. Told once a day. */
function mindBlindness(deps: StopsDeps, { look, blind }: Blindness, now: Instant): void {
  const { stop, position, seen, price, standsAt } = look;
  if (price !== undefined || (seen.kind === 'none' && seen.isShut)) {
    blind.delete(stop.id);
    return;
  }
  const since = blind.get(stop.id) ?? now;
  blind.set(stop.id, since);
  if (now - since < BLIND_MS || standsAt === undefined) return;
  const why = seen.kind === 'none' ? seen.why : 'its price jumps, and nothing confirms it';
  const text = html`🕳 <b>I can’t judge your stop of ${nameOf(position)}</b> at
    ${formatPrice(standsAt)} since ${formatDuration(now - since)}: ${why}. Until that is over it
    can’t be reached. An order at your broker does not depend on me.`;
  const key = `stop-blind/${stop.id}/${isoDate(now, 'UTC')}`;
  deps.outbox.notice(key, { place: placeOf(look), message: { text } }, now);
}
