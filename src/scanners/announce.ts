import { eventKey } from '../alerts/decide.ts';
import { gather, type Ringing } from '../alerts/gather.ts';
import { inhibitor, isMarketTicker, type Move } from '../alerts/inhibit.ts';
import type { EventKey, NotifyReason } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import type { RuleState } from '../core/rule.ts';
import { HOUR_MS, plus, type Instant } from '../core/time.ts';
import type { BundleKind } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import type { NewAlert } from '../db/alert-insert.ts';
import { planEscalation } from '../db/ring.ts';
import type { Store } from '../db/store.ts';
import { byWays, carryAlone, carryTogether, type Leaving } from './carry.ts';
import type { Finding } from './define.ts';
import { tellOfLost } from './destinations.ts';
import { standingIn, type StandingDeps } from './standing.ts';
import { waysFinder } from './ways.ts';

export type AnnounceDeps = StandingDeps & {
  readonly store: Store;
  readonly outbox: Outbox;
};

/** A finding that is to be written down, rung or held back. */
export type Rung = {
  readonly finding: Finding;
  readonly reason: NotifyReason;
  /** Where its rule stands with it. */
  readonly state: RuleState;
};

/** A finding that rings, and where. */
type Loud = Rung & Leaving;

type Scene = {
  readonly deps: AnnounceDeps;
  readonly place: Place;
  readonly now: Instant;
  /** What each has become. */
  readonly written: Map<Rung, number>;
};

/**
 * Writes down what a scan found, place by place, with the messages that carry it. Called within the transaction of the
 * states that it follows from.
 *
 * @returns the id of each
 */
export function announce(
  deps: AnnounceDeps,
  rung: readonly Rung[],
  now: Instant,
): ReadonlyMap<Rung, number> {
  const written = new Map<Rung, number>();
  const places = Map.groupBy(rung, ({ finding: { rule } }) => {
    return `${rule.place.chat}/${rule.place.thread ?? ''}`;
  });
  for (const group of places.values()) {
    const place = group[0]?.finding.rule.place;
    if (place !== undefined) announceIn({ deps, place, now, written }, group);
  }
  return written;
}

function announceIn(scene: Scene, rung: readonly Rung[]): void {
  const { deps, place, now } = scene;
  const waysOf = waysFinder(deps, place);
  const loud: Loud[] = [];
  const heldBack: Writing[] = [];
  for (const one of rung) {
    const { finding } = one;
    if (one.reason.startsWith('suppressed')) {
      heldBack.push({ one });
      continue;
    }
    if (finding.to.length > 0) tellOfLost(deps, finding, now);
    const ways = waysOf(finding);
    if (ways.length > 0) loud.push({ ...one, severity: finding.severity, ways });
    else heldBack.push({ one, reason: 'suppressed-log' });
  }
  if (loud.length > 0) heldBack.push(...carryNews(scene, loud));
  write(scene, heldBack);
}

/** Puts what is news into messages. @returns what is none, and why */
function carryNews(scene: Scene, loud: readonly Loud[]): readonly Writing[] {
  const { news, needless } = parted(scene, loud);
  carry(scene, news);
  return needless.map(({ one, by }) => ({
    one,
    reason: 'suppressed-inhibited',
    inhibitedBy: by.id ?? (by.rung && scene.written.get(by.rung)),
  }));
}

/** Puts what rings into messages. */
function carry(scene: Scene, loud: readonly Loud[]): void {
  const { deps, place, now } = scene;
  const standing = standingIn(deps, place, now);
  const ringing = loud.map(toRinging);
  const { alone, cards, digest, held } = gather(ringing, standing, now);
  const keep = (all: readonly Loud[], bundleId: number): void => {
    write(
      scene,
      all.map((one) => ({ one, bundleId })),
    );
  };
  const single = (one: Loud): void => {
    const alertId = write(scene, [{ one }]);
    const { severity, ways } = one;
    carryAlone(deps, { place, severity, ways, key: keyOf(one), alertId }, now);
  };
  const several = (kind: BundleKind, all: readonly Loud[]): void => {
    for (const items of byWays(all)) {
      if (items.length === 1) items.forEach(single);
      else carryTogether(deps, { place, kind, items, keep }, now);
    }
  };
  alone.forEach(single);
  for (const card of cards) several('card', card);
  several('storm', digest);
  if (held !== undefined) {
    keep(held.items, deps.store.bundles.join({ place, kind: held.why, dueAt: held.dueAt }, now));
    deps.outbox.wake();
  }
}

function keyOf({ finding: { rule, ticker }, state }: Rung): EventKey {
  return eventKey(rule, ticker, state.seq);
}

function toRinging(one: Loud): Ringing<Loud> {
  const { severity, ticker } = one.finding;
  return { severity, ticker, item: one };
}

/** One to be written down; `reason` where it is held back for another one than was decided. */
type Writing = {
  readonly one: Rung;
  readonly reason?: NotifyReason;
  readonly bundleId?: number;
  readonly inhibitedBy?: number | undefined;
};

/** @returns the id of the first; those of the others follow it */
function write(scene: Scene, writings: readonly Writing[]): number {
  const { deps, place, now, written } = scene;
  const rows = writings.map((writing) => toAlert(place, writing));
  const first = deps.store.alerts.addAll(rows, now);
  writings.forEach(({ one }, i) => written.set(one, first + i));
  rows.forEach(({ severity, fate }, i) => {
    if (severity === 'critical' && fate === 'open')
      planEscalation(deps.store, { id: first + i, chat: place.chat }, now);
  });
  return first;
}

function toAlert(place: Place, { one, reason = one.reason, ...more }: Writing): NewAlert {
  const { rule, ticker, type, severity, evidence, facts, signal } = one.finding;
  return {
    eventKey: keyOf(one),
    place,
    ruleId: rule.id,
    ticker,
    type,
    severity,
    reason,
    fate: reason.startsWith('suppressed') ? 'suppressed' : 'open',
    evidence: evidence(facts()),
    firedAt: signal.at,
    ...more,
  };
}

/** What explains a needless alert: one that is written down already, or one of this very scan. */
type Source = Move & { readonly id?: number; readonly rung?: Loud };

type Parted = {
  readonly news: readonly Loud[];
  readonly needless: readonly { readonly one: Loud; readonly by: Source }[];
};

/** Tells shares that moved with the market, which this chat has been told of, from news of their own. */
function parted(scene: Scene, loud: readonly Loud[]): Parted {
  const { deps, place } = scene;
  const movers = loud.filter(({ finding }) => finding.movePct !== undefined);
  const isOn = deps.store.chats.policy(place.chat).inhibits;
  if (!isOn || !movers.some(({ finding }) => !isMarketTicker(finding.ticker)))
    return { news: loud, needless: [] };
  const told = [...movers.flatMap(asSource), ...toldBefore(scene)];
  const news: Loud[] = [];
  const needless: { one: Loud; by: Source }[] = [];
  for (const one of loud) {
    const move = one.finding.severity === 'critical' ? undefined : asSource(one)[0];
    const by = move && inhibitor(move, told);
    if (by === undefined) news.push(one);
    else needless.push({ one, by });
  }
  return { news, needless };
}

function asSource(rung: Loud): readonly Source[] {
  const { ticker, movePct, signal } = rung.finding;
  return movePct === undefined ? [] : [{ ticker, pct: movePct, at: signal.at, rung }];
}

const RECENT = 60;

/** Moves of the market that the chat was told of within the hour. */
function toldBefore({ deps, place, now }: Scene): readonly Source[] {
  return deps.store.alerts.ofChat(place.chat, RECENT).flatMap((alert) => {
    const [reading, ...others] = alert.evidence.readings;
    const isMove = others.length === 0 && reading?.isPercent === true && alert.type === 'price';
    const isTold = alert.fate === 'sent' || alert.fate === 'open';
    const isRecent = alert.firedAt >= plus(now, -HOUR_MS);
    if (!isMove || !isTold || !isRecent || !isMarketTicker(alert.ticker)) return [];
    return [{ ticker: alert.ticker, pct: reading.value, at: alert.firedAt, id: alert.id }];
  });
}
