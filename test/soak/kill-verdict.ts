import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import type { Db } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import type { Autopsy } from '../support/autopsy.ts';
import { doubtsOf, settleAccounts, type Account } from '../support/ledger-check.ts';
import type { Receivers } from '../support/receivers.ts';
import type { SwingingMarket } from '../support/swinging-market.ts';
import type { Plan } from './campaign.ts';
import type { Reaped } from './reaper.ts';
import { complaint, middleAndTail, type Report } from './suite.ts';
import { checkTransitions, type Transitions } from './transitions.ts';

export type Evidence = {
  readonly plan: Plan;
  readonly reaped: Reaped;
  readonly market: SwingingMarket;
  readonly receivers: Receivers;
  /** Telegram's own ledger. */
  readonly ledger: string;
  /** How long the killing took. */
  readonly seconds: number;
};

type Found = {
  readonly transitions: Transitions;
  readonly account: Account;
  readonly doubts: number;
  readonly fates: Readonly<Record<string, number>>;
};

/** So many by Telegram, and so many by all the others. */
export const MOST_IN_FLIGHT = 3;
const NAMED = ['sent', 'suppressed', 'expired', 'dead', 'open'] as const;

/** What a campaign came to, and which promises it broke. */
export function judge(db: Db, evidence: Evidence): Report {
  const { reaped, receivers, market, ledger } = evidence;
  const doubts = doubtsOf(db, reaped.autopsies);
  const ledgers = { ledger: readLedger(ledger), arrivals: receivers.arrivals };
  const found: Found = {
    transitions: checkTransitions(db, reaped.autopsies, market),
    account: settleAccounts(db, ledgers, doubts),
    doubts: sum(doubts.values()),
    fates: createStore(db).census.take(Date.now()).alerts,
  };
  return { figures: figuresOf(found, evidence), broken: brokenIn(found, evidence) };
}

function figuresOf(found: Found, { reaped, seconds, receivers }: Evidence) {
  const { transitions, account, doubts, fates } = found;
  const { autopsies, readyMs, stillborn, ended, cutOff } = reaped;
  const repeats = sum(Object.values(account.repeats));
  const inFlight = autopsies.map(({ lanes }) => lanes.length);
  const at = (n: number): number => inFlight.filter((count) => count === n).length;
  const unseen = receivers.arrivals.filter(({ isKnown }) => isKnown).length;
  return [
    ['kills', `${killsOf(reaped)}, ${stillborn} of them before it was ready`],
    ['told to end first', `${ended} ended within 5 s, ${cutOff} were killed then`],
    ['alerts', `${sum(Object.values(fates))}, ${perSecond(fates, seconds)} a second`],
    ['transitions', transitions.expected],
    [NAMED.join(', '), NAMED.map((name) => fates[name] ?? 0).join(', ')],
    ['messages that arrived', account.arrived],
    ['lost', transitions.missing.length + account.lost.length + account.unheard.length],
    ['invented', transitions.invented.length + account.invented.length],
    ['alerts twice', transitions.doubled.length],
    ['in flight at a kill: 0, 1, … 6', [0, 1, 2, 3, 4, 5, 6].map(at).join(', ')],
    ['waiting at a kill, median / p95', middleAndTail(autopsies.map(({ queued }) => queued))],
    ['sent twice', `${repeats} (${listed(account.repeats)})`],
    ['sent twice, per kill', (repeats / killsOf(reaped)).toFixed(3)],
    ['seen twice, per kill', ((account.repeats['telegram'] ?? 0) / killsOf(reaped)).toFixed(3)],
    ['known to their service by their key', unseen],
    ['shown twice by a service with keys', keyed(account).length],
    ['shown twice by SNS, which forgets', account.shownTwice.length - keyed(account).length],
    ['unlabelled repeats', account.unlabelled.length],
    ['in doubt', `${account.uncertain} rows, ${doubts} times`],
    ['out of order', account.disordered.length],
    ['ready ms, median / p95', middleAndTail(readyMs)],
  ] as const;
}

function brokenIn({ transitions, account, fates }: Found, evidence: Evidence): readonly string[] {
  const { plan, reaped } = evidence;
  const { expired = 0, dead = 0, open = 0 } = fates;
  const perKill = sum(Object.values(account.repeats)) / killsOf(reaped);
  const seen = (account.repeats['telegram'] ?? 0) / killsOf(reaped);
  const isTooMany = perKill > plan.mostRepeatsAKill || seen > plan.mostSeenTwiceAKill;
  return [
    ...(expired + dead + open === 0 ? [] : [`given up or left: ${JSON.stringify(fates)}`]),
    ...(transitions.expected > 0 ? [] : ['no rule had anything to ring about']),
    ...(isTooMany ? [`${perKill} messages were sent twice per kill, ${seen} seen twice`] : []),
    ...[reaped.autopsies.flatMap(unsound), reaped.autopsies.flatMap(crowded)].flatMap(complaint),
    ...[transitions.missing, transitions.doubled, transitions.invented].flatMap(complaint),
    ...[account.lost, account.unheard, account.invented, keyed(account)].flatMap(complaint),
    ...[account.unlabelled, account.unexplained, account.disordered].flatMap(complaint),
  ];
}

function unsound({ integrity, unaccounted }: Autopsy, i: number): readonly string[] {
  return [
    ...(integrity === 'ok' ? [] : [`after kill ${i + 1}: ${integrity}`]),
    ...(unaccounted === 0 ? [] : [`after kill ${i + 1}: ${unaccounted} alerts unaccounted for`]),
  ];
}

/** What is on the wire bounds what may arrive twice: one in a lane, a few in all. */
function crowded({ lanes }: Autopsy, i: number): readonly string[] {
  const isOnce = new Set(lanes).size === lanes.length;
  const byTelegram = lanes.filter((lane) => lane.startsWith('telegram:')).length;
  const most = Math.max(byTelegram, lanes.length - byTelegram);
  if (isOnce && most <= MOST_IN_FLIGHT) return [];
  return [`at kill ${i + 1} these lanes had something on the wire: ${lanes.join(', ')}`];
}

/** SNS knows a key for five minutes only: a message that is in doubt for longer is shown again. */
function keyed({ shownTwice }: Account): readonly string[] {
  return shownTwice.filter((one) => !one.startsWith('sns'));
}

/** The last look is after the end. */
function killsOf({ autopsies }: Reaped): number {
  return autopsies.length - 1;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, n) => total + n, 0);
}

function perSecond(fates: Found['fates'], seconds: number): string {
  return (sum(Object.values(fates)) / seconds).toFixed(2);
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}
