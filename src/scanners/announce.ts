import { eventKey } from '../alerts/decide.ts';
import { gather, type Ringing } from '../alerts/gather.ts';
import { inhibitor, isMarketTicker, type Move } from '../alerts/inhibit.ts';
import type { EventKey, NotifyReason } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import { HOUR_MS, plus, type Instant } from '../core/time.ts';
import type { BundleKind } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import { planEscalation, writeAlert } from '../db/ring.ts';
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
  readonly seq: number;
};

/** A finding that rings, and where. */
type Loud = Rung & Leaving;

type Scene = { readonly deps: AnnounceDeps; readonly place: Place; readonly now: Instant };

/** Writes down what a scan found, place by place, with the messages that carry it. */
export function announce(deps: AnnounceDeps, rung: readonly Rung[], now: Instant): void {
  const places = Map.groupBy(rung, ({ finding: { rule } }) => {
    return `${rule.place.chat}/${rule.place.thread ?? ''}`;
  });
  for (const group of places.values()) {
    const place = group[0]?.finding.rule.place;
    if (place !== undefined) announceIn({ deps, place, now }, group);
  }
}

function announceIn(scene: Scene, rung: readonly Rung[]): void {
  const { deps, place, now } = scene;
  const waysOf = waysFinder(deps, place);
  const loud: Loud[] = [];
  for (const one of rung) {
    const { finding } = one;
    if (one.reason.startsWith('suppressed')) {
      write(scene, one);
      continue;
    }
    if (finding.to.length > 0) tellOfLost(deps, finding, now);
    const ways = waysOf(finding);
    if (ways.length > 0) loud.push({ ...one, severity: finding.severity, ways });
    else write(scene, { ...one, reason: 'suppressed-log' });
  }
  if (loud.length === 0) return;
  const { news, needless } = parted(scene, loud);
  const written = carry(scene, news);
  for (const { one, by } of needless) {
    const inhibitedBy = by.id ?? (by.rung && written.get(by.rung));
    write(scene, { ...one, reason: 'suppressed-inhibited' }, { inhibitedBy });
  }
}

/** Puts what rings into messages. @returns the id of each */
function carry(scene: Scene, loud: readonly Loud[]): ReadonlyMap<Loud, number> {
  const { deps, place, now } = scene;
  const written = new Map<Loud, number>();
  const standing = standingIn(deps, place, now);
  const ringing = loud.map(toRinging);
  const { alone, cards, digest, held } = gather(ringing, standing, now);
  const keep = (one: Loud, bundleId?: number): number | undefined => {
    const id = write(scene, one, { bundleId });
    if (id !== undefined) written.set(one, id);
    return id;
  };
  const single = (one: Loud): void => {
    const alertId = keep(one);
    const { severity, ways } = one;
    const key = keyOf(one);
    if (alertId !== undefined) carryAlone(deps, { place, severity, ways, key, alertId }, now);
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
    const bundleId = deps.store.bundles.join({ place, kind: held.why, dueAt: held.dueAt }, now);
    for (const one of held.items) keep(one, bundleId);
    deps.outbox.wake();
  }
  return written;
}

function keyOf({ finding: { rule, ticker }, seq }: Rung): EventKey {
  return eventKey(rule, ticker, seq);
}

function toRinging(one: Loud): Ringing<Loud> {
  const { severity, ticker } = one.finding;
  return { severity, ticker, item: one };
}

function write(
  { deps, place, now }: Scene,
  rung: Rung,
  more: { bundleId?: number | undefined; inhibitedBy?: number | undefined } = {},
): number | undefined {
  const { finding, reason } = rung;
  const { rule, ticker, type, severity } = finding;
  const isHeldBack = reason.startsWith('suppressed');
  const id = writeAlert(
    deps,
    {
      eventKey: keyOf(rung),
      place,
      ruleId: rule.id,
      ticker,
      type,
      severity,
      reason,
      fate: isHeldBack ? 'suppressed' : 'open',
      evidence: finding.evidence(),
      firedAt: finding.signal.at,
      ...more,
    },
    now,
  );
  if (id !== undefined && !isHeldBack && severity === 'critical')
    planEscalation(deps.store, { id, chat: place.chat }, now);
  return id;
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
