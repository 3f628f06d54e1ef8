import { DAY_MS, type Instant, plus, SECOND_MS } from '../../core/time.ts';
import type { ReplayClock } from './clock.ts';
import type { IsoDate } from '../../core/zone.ts';
import { isIsoDate, newYorkDay, newYorkInstant } from './days.ts';
import { DAY_PACE, type Pace } from './pace.ts';
import { pauseFor, within } from './runs.ts';
import { type Sessions, closeOf, OPEN_MINUTE } from './sessions.ts';

export type Drive = {
  readonly status: 'paused' | 'playing' | 'jumping';
  readonly pace: Pace;
  readonly jump: JumpProgress | undefined;
  /** What the last step failed with; playing and jumping stop at it. */
  readonly fault: string | undefined;
};

type JumpProgress = { readonly to: IsoDate; readonly done: number; readonly total: number };

export type JumpResult =
  | { readonly kind: 'arrived' | 'cancelled'; readonly steps: number }
  | { readonly kind: 'failed'; readonly steps: number; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

export type DriverNeeds = {
  readonly time: ReplayClock;
  readonly sessions: Sessions;
  readonly onStep: (now: Instant) => Promise<void>;
  /** How long after a day's close it is told once more: bars are taken for closed only when they have settled. */
  readonly settleMs: number;
  /** Awaited on the way to a day's close, before its opening. */
  readonly onMorning: (now: Instant) => Promise<void>;
  readonly changed: () => void;
};

const STEP_LIMIT_MS = 60 * SECOND_MS;
const LONGEST_JUMP_DAYS = 8_000;
/** So long after its opening a market has settled, and things may be sold. */
const SETTLED_MINUTES = 6;
/** Half an hour before the opening: nights are over by then, and what the morning brings is due. */
const MORNING_MINUTE = OPEN_MINUTE - 30;

/** Moves the clock from bar to bar, alone, in a run of steps, or up to a day. One of these at a time. */
export function createDriver(needs: DriverNeeds) {
  const { time, sessions, settleMs, changed } = needs;
  let drive: Drive = { status: 'paused', pace: DAY_PACE, jump: undefined, fault: undefined };
  const become = (change: Partial<Drive>) => {
    drive = { ...drive, ...change };
    changed();
  };

  const go = async (at: Instant, tell: DriverNeeds['onStep'] = needs.onStep) => {
    time.set(at);
    become({ fault: await faultOf(within(STEP_LIMIT_MS, tell(time.now()))) });
  };
  const wake = async (day: IsoDate) => {
    const morning = newYorkInstant(day, MORNING_MINUTE);
    become({ fault: undefined });
    if (morning > time.now()) await go(morning, needs.onMorning);
  };
  const advance = async (by: Pace['step']) => {
    if (by === 'minute') return go(time.nextMinute());
    const close = time.nextClose();
    await wake(newYorkDay(close));
    if (drive.fault === undefined) await go(close);
    if (settleMs > 0 && drive.fault === undefined) await go(plus(close, settleMs));
  };
  const open = async () => {
    const day = newYorkDay(time.nextClose());
    const opened = newYorkInstant(day, OPEN_MINUTE + SETTLED_MINUTES);
    if (opened > time.now()) await wake(day);
    if (opened > time.now() && drive.fault === undefined) await go(opened);
  };
  return {
    drive: () => drive,
    setPace: (pace: Pace) => become({ pace }),
    step: () => advance(drive.pace.step),
    /** To shortly after the next opening: everything that waits for trading is tried there. */
    open,

    async play(signal: AbortSignal) {
      become({ status: 'playing', fault: undefined });
      while (!signal.aborted && drive.fault === undefined) {
        const hadEnded = isPastHistory(sessions, time.now());
        await advance(drive.pace.step);
        if (!hadEnded && isPastHistory(sessions, time.now())) break;
        await pauseFor(SECOND_MS / drive.pace.stepsPerSecond, signal);
      }
      become({ status: 'paused' });
    },

    async travel(to: IsoDate, signal: AbortSignal): Promise<JumpResult> {
      const why = whyNoJump(sessions, time.now(), to);
      if (why !== undefined) return { kind: 'refused', why };
      const total = countCloses(sessions, time.now(), to);
      become({ status: 'jumping', fault: undefined });
      let steps = 0;
      while (steps < total && !signal.aborted && drive.fault === undefined) {
        become({ jump: { to, done: steps, total } });
        await advance('day');
        steps++;
      }
      become({ status: 'paused', jump: undefined });
      return endOf(drive, { steps, total });
    },
  };
}

function endOf({ fault }: Drive, { steps, total }: { steps: number; total: number }): JumpResult {
  if (fault !== undefined) return { kind: 'failed', steps, why: fault };
  return { kind: steps < total ? 'cancelled' : 'arrived', steps };
}

async function faultOf(step: Promise<void>): Promise<string | undefined> {
  try {
    await step;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function whyNoJump(sessions: Sessions, now: Instant, to: IsoDate): string | undefined {
  if (!isIsoDate(to)) return 'A day looks like 2020-03-23.';
  if (closeOf(to) < now) return 'The replay only goes forward. Start it again to go back.';
  if (closeOf(to) - now > LONGEST_JUMP_DAYS * DAY_MS) return 'That is too far for one jump.';
  if (countCloses(sessions, now, to) === 0) return 'No trading day ends between now and then.';
  return undefined;
}

function countCloses(sessions: Sessions, now: Instant, to: IsoDate): number {
  let count = 0;
  for (let at = sessions.nextClose(now); at <= closeOf(to); at = sessions.nextClose(at)) count++;
  return count;
}

function isPastHistory({ span }: Sessions, now: Instant): boolean {
  return span !== undefined && now >= closeOf(span.last);
}
