import { formatDuration } from '../core/duration.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import { findings } from './findings.ts';
import type { Finding, Vitals } from './vitals.ts';

/** Something is wrong with the program or its sources. One per `key` is open at a time. */
export type Incident = {
  readonly key: string;
  /** For the owners: what is wrong, since when, what still works. Plain text. */
  readonly sentence: string;
  /** When the trouble began, as far as is known. */
  readonly openedAt: Instant;
};

type Recovery = {
  readonly key: string;
  /** For the owners: what is well again and how long it was not. Plain text. */
  readonly sentence: string;
  readonly openedAt: Instant;
  readonly recoveredAt: Instant;
};

/** How many looks in a row went the same way, and when the first of them was. Lives in memory: a restart begins anew. */
export type Streaks = ReadonlyMap<string, Streak>;
type Streak = {
  readonly grade: 'bad' | 'good';
  readonly looks: number;
  readonly since: Instant;
};

export type Watched = { readonly open: readonly Incident[]; readonly streaks: Streaks };

export type Verdicts = {
  readonly opened: readonly Incident[];
  readonly recovered: readonly Recovery[];
  readonly streaks: Streaks;
};

/** So many looks in a row must agree before the owners hear of it, either way: a flapping thing stays quiet. */
export const LOOKS = 3;

const SHOUTED: ReadonlySet<string> = new Set([
  'telegram/updates',
  'outbox/overdue',
  'host/disk',
  'host/loop-lag',
  'alerts/unaccounted',
]);

/**
 * Compares this look with what is known: which incidents begin and which end. Those that stay open are in neither list,
 * so that the owners hear of each once when it begins and once when it is over.
 */
export function watch(vitals: Vitals, { open, streaks }: Watched, now: Instant): Verdicts {
  const known = new Map(open.map((incident) => [incident.key, incident]));
  const next = new Map<string, Streak>();
  const opened: Incident[] = [];
  const recovered: Recovery[] = [];
  for (const finding of findings(vitals, now)) {
    const streak = nextStreak(finding, streaks.get(finding.key), now);
    if (streak === undefined) continue;
    next.set(finding.key, streak);
    if (streak.looks < LOOKS) continue;
    const incident = known.get(finding.key);
    if (streak.grade === 'bad' && !incident) opened.push(opening(finding, streak, now));
    if (streak.grade === 'good' && incident)
      recovered.push(ending(finding, incident, streak.since));
  }
  return { opened, recovered, streaks: next };
}

/** Whether an incident may keep its own notice from arriving through Telegram, so that the emergency channel must carry it too. */
export function needsShout(key: string): boolean {
  return SHOUTED.has(key);
}

/** A look in between breaks a streak, and so does one at which nothing could be said. */
function nextStreak(finding: Finding, last: Streak | undefined, now: Instant): Streak | undefined {
  if (finding.grade === 'between') return undefined;
  const isSame = last?.grade === finding.grade;
  // The count stops where it no longer matters.
  const looks = isSame ? Math.min(last.looks + 1, LOOKS) : 1;
  return { grade: finding.grade, looks, since: isSame ? last.since : now };
}

function opening(finding: Finding, streak: Streak, now: Instant): Incident {
  const { key, trouble, stillWorks } = finding;
  const openedAt = finding.since ?? streak.since;
  const since = `since ${utcTime(openedAt, now)} (${formatDuration(now - openedAt)})`;
  return { key, sentence: `${trouble}, ${since}. ${stillWorks}`, openedAt };
}

function ending(finding: Finding, { key, openedAt }: Incident, recoveredAt: Instant): Recovery {
  const sentence = `${finding.relief} It lasted ${formatDuration(recoveredAt - openedAt)}.`;
  return { key, sentence, openedAt, recoveredAt };
}

/** `14:05 UTC`, with the date before it when that was not within the last day. */
function utcTime(at: Instant, now: Instant): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const isRecent = now - at < DAY_MS;
  return `${isRecent ? '' : `${date} `}${time.slice(0, 5)} UTC`;
}
