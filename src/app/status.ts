import type { MarketChange } from '../core/calendar.ts';
import { patienceMs } from '../core/delivery.ts';
import type { MarketId } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { IsoDate } from '../core/zone.ts';
import { backupFacts, type Drill, type LastBackup } from '../db/backup-facts.ts';
import type { DeadLetter } from '../db/dead-letters.ts';
import type { OpenIncident } from '../db/incidents.ts';
import type { JobRecord } from '../db/jobs.ts';
import { concludeDelivery } from '../db/lose-chat.ts';
import type { AppDeps } from './deps.ts';
import { openRecovery, type OpenRecovery } from './recovery.ts';

export type Grade = 'green' | 'amber' | 'red';

export type JobLine = {
  readonly name: string;
  readonly grade: Grade;
  readonly lastOkAt: Instant | undefined;
  /** What the last run could not do; undefined when it did everything. */
  readonly trouble: string | undefined;
};

export type StatusReport = {
  readonly jobs: readonly JobLine[];
  readonly prices: {
    readonly grade: Grade;
    readonly known: number;
    readonly blind: number;
    readonly newestAt: Instant | undefined;
    /** No market of any of them trades at present. */
    readonly isShut: boolean;
  };
  readonly outbox: {
    readonly grade: Grade;
    readonly waiting: number;
    readonly uncertain: number;
    readonly oldestDueAt: Instant | undefined;
    /** Given up within a week. */
    readonly dead: number;
  };
  readonly deadLetters: readonly DeadLetter[];
  /** Something that a restore has left to be decided. */
  readonly recovery: OpenRecovery | undefined;
  readonly backup: {
    readonly grade: Grade;
    readonly last: LastBackup | undefined;
    readonly drill: Drill | undefined;
  };
  readonly market: {
    readonly isOpen: boolean;
    readonly next: MarketChange | undefined;
    readonly tableEndsOn: IsoDate;
  };
  /** Of the chat that asks. */
  readonly rules: { readonly on: number; readonly paused: number; readonly muted: number };
  readonly incidents: readonly OpenIncident[];
  readonly zone: string;
};

type Needs = Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'calendar' | 'defaultZone'>;
type PriceNeeds = Pick<Needs, 'store' | 'clock' | 'calendar'>;

const SHOWN_DEAD = 5;
const DEAD_FOR_MS = 7 * DAY_MS;
const OVERDUE_MS = 2 * MINUTE_MS;

/** How the program fares, from what it has written down about itself. */
export function statusApp(deps: Needs) {
  const { store, outbox, clock } = deps;
  return {
    report: (chat: ChatId): StatusReport => report(deps, chat),
    /** Gives a message that was given up another chance. @returns false when it is no longer dead */
    requeue(id: number): boolean {
      const row = store.deliveries.get(id);
      if (row === undefined) return false;
      const alert = row.alertId === null ? undefined : store.alerts.get(row.alertId);
      const isBack = store.deliveries.requeue(id, clock(), patienceMs(row.kind, alert?.severity));
      if (isBack) concludeDelivery(store, row);
      if (!isBack) return false;
      store.audit.add({ action: 'requeue', subject: `delivery ${id}`, before: 'dead' }, clock());
      outbox.wake();
      return true;
    },
  };
}

function report({ store, clock, calendar, defaultZone }: Needs, chat: ChatId): StatusReport {
  const now = clock();
  const here = store.chats.current(chat);
  const since = plus(now, -DEAD_FOR_MS);
  return {
    jobs: store.jobs.list().map((job) => jobLine(job, now)),
    prices: pricesOf({ store, clock, calendar }),
    outbox: outboxOf(store, { now, dead: store.census.deadSince(since) }),
    deadLetters: store.deadLetters.newest(since, SHOWN_DEAD),
    recovery: openRecovery(store),
    backup: backupOf(store, now),
    market: {
      isOpen: calendar.isOpen('us', now),
      next: calendar.nextChange('us', now),
      tableEndsOn: calendar.tableEndsOn,
    },
    rules: rulesOf(store, here, now),
    incidents: store.incidents.open(),
    zone: store.chats.get(here)?.zone ?? defaultZone,
  };
}

/** A job is late when it has missed its turn and a half; one of trading days rests from Friday's close to Monday's. */
function lateAfterMs({ everyMs }: JobRecord): number {
  const apart = everyMs ?? 0;
  return apart >= DAY_MS / 2 ? apart + 50 * HOUR_MS : Math.max(2 * MINUTE_MS, 2.5 * apart);
}

function jobLine(job: JobRecord, now: Instant): JobLine {
  const hasFailed = (job.lastFailureAt ?? 0) > (job.lastOkAt ?? 0);
  const lateMs = lateAfterMs(job);
  const isLate = job.lastOkAt === null ? hasFailed : now - job.lastOkAt > lateMs;
  return {
    name: job.name,
    grade: isLate ? 'red' : hasFailed ? 'amber' : 'green',
    lastOkAt: job.lastOkAt === null ? undefined : instant(job.lastOkAt),
    trouble: hasFailed ? (job.lastFailure ?? 'no reason was written down') : undefined,
  };
}

function pricesOf({ store, calendar, clock }: PriceNeeds): StatusReport['prices'] {
  const tickers = store.quotes.all();
  const blind = tickers.filter((one) => one.trouble !== undefined).length;
  const times = tickers.flatMap((one) => one.quote?.at ?? []);
  const markets = tickers.flatMap((one) => one.quote?.instrument.market ?? []);
  const isClosed = (market: MarketId) => market !== 'other' && !calendar.isOpen(market, clock());
  return {
    // One that nobody quotes is somebody's slip; all of them is the source's.
    grade: blind === 0 ? 'green' : blind < Math.max(tickers.length, 3) ? 'amber' : 'red',
    known: tickers.length,
    blind,
    newestAt: times.length === 0 ? undefined : instant(Math.max(...times)),
    isShut: markets.length > 0 && markets.every((market) => isClosed(market)),
  };
}

/** The same age as the watchdog's: four turns and a little. */
const OLDEST_BACKUP_MS = 26 * HOUR_MS;

function backupOf({ meta }: Needs['store'], now: Instant): StatusReport['backup'] {
  const facts = backupFacts(meta);
  const [last, drill] = [facts.last(), facts.drill()];
  const isOld = last !== undefined && now - last.at > OLDEST_BACKUP_MS;
  return { grade: isOld || drill?.trouble !== undefined ? 'red' : 'green', last, drill };
}

function outboxOf(
  store: Needs['store'],
  { now, dead }: { now: Instant; dead: number },
): StatusReport['outbox'] {
  const { deliveries, oldestDueAt } = store.census.take(now);
  const isOverdue = oldestDueAt !== undefined && now - oldestDueAt > OVERDUE_MS;
  const uncertain = deliveries['uncertain'] ?? 0;
  return {
    grade: isOverdue ? 'red' : dead + uncertain > 0 ? 'amber' : 'green',
    waiting: (deliveries['queued'] ?? 0) + (deliveries['sending'] ?? 0),
    uncertain,
    oldestDueAt: oldestDueAt === undefined ? undefined : instant(oldestDueAt),
    dead,
  };
}

function rulesOf(store: Needs['store'], chat: ChatId, now: Instant): StatusReport['rules'] {
  const rules = store.rules.ofChat(chat);
  return {
    on: rules.filter((rule) => rule.status === 'on').length,
    paused: rules.filter((rule) => rule.status === 'paused').length,
    muted: store.mutes.live(chat, now).length,
  };
}
