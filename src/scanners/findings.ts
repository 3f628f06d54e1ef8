import { formatDuration } from '../core/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';
import type { Finding, ProviderVitals, Vitals } from './vitals.ts';

const MIB = 1024 ** 2;

/** A provider is silent after so many missed turns, and not before so much time. */
const MISSED_TURNS = 3;
const SHORTEST_SILENCE_MS = 1 * MINUTE_MS;

const ALERTS_WAIT = 'Nothing is lost: alerts wait on disk and go out later, labelled as late.';
const ALL_WORKS = 'Alerts and commands still work.';

/** How everything stands that can be said of these vitals; what is unknown is left out. */
export function findings(vitals: Vitals, now: Instant): readonly Finding[] {
  const all = [
    ...vitals.providers.map((provider) => silence(provider, vitals, now)),
    overdue(vitals, now),
    uncertain(vitals),
    dead(vitals),
    polling(vitals, now),
    loopLag(vitals),
    disk(vitals),
    wal(vitals),
    backup(vitals, now),
    skew(vitals),
    calendar(vitals, now),
    conservation(vitals),
    auditLog(vitals),
  ];
  return all.filter((finding) => finding !== undefined);
}

/** Limits of one figure that is bad when high: `bad` is beyond the first, `good` at or below the second. */
type Limits = { readonly bad: number; readonly good: number };

function graded(value: number, { bad, good }: Limits): Finding['grade'] {
  if (value > bad) return 'bad';
  return value <= good ? 'good' : 'between';
}

function silence(provider: ProviderVitals, vitals: Vitals, now: Instant): Finding | undefined {
  if (provider.dueSince === undefined) return undefined;
  const since = latest(provider.dueSince, provider.lastSuccessAt ?? vitals.startedAt);
  const bad = Math.max(MISSED_TURNS * provider.everyMs, SHORTEST_SILENCE_MS);
  // A market that has just opened gives no proof that its provider is well again.
  const hasAnswered =
    provider.lastSuccessAt !== undefined && provider.lastSuccessAt >= provider.dueSince;
  const grade = graded(now - since, { bad, good: bad });
  return {
    key: `provider/${provider.name}`,
    grade: grade === 'good' && !hasAnswered ? 'between' : grade,
    since,
    trouble: `${provider.name} has not answered`,
    stillWorks: provider.stillWorks,
    relief: `${provider.name} answers again.`,
  };
}

function overdue({ oldestDueAt }: Vitals, now: Instant): Finding {
  const waitedMs = oldestDueAt === undefined ? 0 : now - oldestDueAt;
  return {
    key: 'outbox/overdue',
    grade: graded(waitedMs, { bad: 120 * SECOND_MS, good: 30 * SECOND_MS }),
    since: oldestDueAt,
    trouble: 'Messages do not go out; the oldest has been due',
    stillWorks: ALERTS_WAIT,
    relief: 'Messages go out again.',
  };
}

function uncertain({ uncertain }: Vitals): Finding {
  return {
    key: 'outbox/uncertain',
    grade: graded(uncertain, { bad: 0, good: 0 }),
    since: undefined,
    trouble: `${count(uncertain, 'message')} may or may not have arrived`,
    stillWorks: 'Each is sent once more, labelled as a repeat.',
    relief: 'No message is in doubt any more.',
  };
}

function dead({ deadLastDay }: Vitals): Finding {
  return {
    key: 'outbox/dead',
    grade: graded(deadLastDay, { bad: 0, good: 0 }),
    since: undefined,
    trouble: `${count(deadLastDay, 'message')} of the last 24 hours could not be delivered and will not be tried again`,
    stillWorks: '/status shows which. Other chats are not affected.',
    relief: 'No message was given up in the last 24 hours.',
  };
}

function polling({ polling, startedAt }: Vitals, now: Instant): Finding | undefined {
  if (polling === undefined) return undefined;
  const since = polling.lastSuccessAt ?? startedAt;
  return {
    key: 'telegram/updates',
    grade: graded(now - since, { bad: 90 * SECOND_MS, good: 60 * SECOND_MS }),
    since,
    trouble: 'Telegram has not answered',
    stillWorks: `Scanning goes on. ${ALERTS_WAIT}`,
    relief: 'Telegram answers again.',
  };
}

function loopLag({ loopLagP99Ms }: Vitals): Finding | undefined {
  if (loopLagP99Ms === undefined) return undefined;
  return {
    key: 'host/loop-lag',
    grade: graded(loopLagP99Ms, { bad: 500, good: 200 }),
    since: undefined,
    trouble: `The program is held up: one step in a hundred waits ${Math.round(loopLagP99Ms)} ms or more`,
    stillWorks: 'Alerts and commands work, more slowly.',
    relief: 'The program is quick again.',
  };
}

function disk({ diskFree }: Vitals): Finding | undefined {
  if (diskFree === undefined) return undefined;
  return {
    key: 'host/disk',
    // Counted as what is used, so that more is worse: bad below a tenth free, good from an eighth.
    grade: graded(1 - diskFree, { bad: 0.9, good: 0.875 }),
    since: undefined,
    trouble: `The disk with the database is nearly full: ${(diskFree * 100).toFixed(1)} % is free`,
    stillWorks: `${ALL_WORKS} When it is full, the program stops rather than forget something.`,
    relief: 'The disk has room again.',
  };
}

function wal({ walBytes }: Vitals): Finding | undefined {
  if (walBytes === undefined) return undefined;
  return {
    key: 'database/wal',
    grade: graded(walBytes, { bad: 64 * MIB, good: 32 * MIB }),
    since: undefined,
    trouble: `The database's journal has grown to ${Math.round(walBytes / MIB)} MB and is not being folded back`,
    stillWorks: ALL_WORKS,
    relief: "The database's journal is small again.",
  };
}

function backup({ lastBackupAt, startedAt }: Vitals, now: Instant): Finding {
  const since = lastBackupAt ?? startedAt;
  return {
    key: 'database/backup',
    grade: graded(now - since, { bad: 26 * HOUR_MS, good: 26 * HOUR_MS }),
    since,
    trouble:
      lastBackupAt === undefined ? 'There has been no backup' : 'There has been no new backup',
    stillWorks: ALL_WORKS,
    relief: 'There is a fresh backup.',
  };
}

function skew({ clockSkewMs }: Vitals): Finding | undefined {
  if (clockSkewMs === undefined) return undefined;
  const where = clockSkewMs > 0 ? 'ahead' : 'behind';
  return {
    key: 'host/clock',
    grade: graded(Math.abs(clockSkewMs), { bad: 5 * SECOND_MS, good: 2 * SECOND_MS }),
    since: undefined,
    trouble: `This machine's clock is ${formatDuration(Math.abs(clockSkewMs))} ${where}`,
    stillWorks: 'Alerts still ring; the ages that they show are off by as much.',
    relief: "This machine's clock is right again.",
  };
}

function calendar({ calendarEndsAt }: Vitals, now: Instant): Finding | undefined {
  if (calendarEndsAt === undefined) return undefined;
  const leftMs = calendarEndsAt - now;
  const left = leftMs > 0 ? `ends in ${formatDuration(leftMs)}` : 'has ended';
  return {
    key: 'calendar/end',
    grade: leftMs < 90 * DAY_MS ? 'bad' : 'good',
    since: undefined,
    trouble: `The table of market holidays ${left}; please update the program`,
    stillWorks: 'Until then everything works. After it, holidays count as ordinary days.',
    relief: 'The table of market holidays reaches far enough again.',
  };
}

function conservation({ unaccounted }: Vitals): Finding {
  return {
    key: 'alerts/unaccounted',
    grade: unaccounted === 0 ? 'good' : 'bad',
    since: undefined,
    trouble: `The books do not balance: ${count(Math.abs(unaccounted), 'alert')} cannot be accounted for. This is a fault of the program`,
    stillWorks: `${ALL_WORKS} Please report it with the log.`,
    relief: 'The books balance again: every alert is accounted for.',
  };
}

function auditLog({ auditLog }: Vitals): Finding | undefined {
  if (auditLog === undefined) return undefined;
  const { broken } = auditLog;
  return {
    key: 'database/audit',
    grade: broken === undefined ? 'good' : 'bad',
    since: undefined,
    trouble: `The audit log was changed outside of the program, at row ${broken?.id ?? 0}`,
    stillWorks: `${ALL_WORKS} /audit shows where; whoever did it had the database's file in their hands.`,
    relief: 'The audit log is whole again.',
  };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
