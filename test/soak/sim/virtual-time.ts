import { instant, type Instant } from '../../../src/core/time.ts';

export type VirtualTime = ReturnType<typeof createVirtualTime>;

type Timer = { readonly at: number; readonly isIdle: boolean; readonly run: () => void };

/** So long the sending loop sleeps when it has nothing better to do: its waking then may come at any later time. */
const IDLE_MS = 5_000;

/** A clock that moves only when told, with the timers of the machine hung upon it. */
export function createVirtualTime(startAt: number) {
  let now = startAt;
  let serial = 0;
  const timers = new Map<number, Timer>();
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  const soonest = (isIdle: boolean): number =>
    Math.min(...[...timers.values()].filter((one) => one.isIdle === isIdle).map(({ at }) => at));

  async function runDue(): Promise<void> {
    for (;;) {
      const due = [...timers].filter(([, { at }]) => at <= now);
      if (due.length === 0) return settled();
      for (const [id, timer] of due) if (timers.delete(id)) timer.run();
      await settled();
    }
  }

  return {
    now: (): Instant => instant(now),
    /** Puts the virtual timers where the machine's are. @returns what puts those back */
    install(): () => void {
      const set = (run: () => void, ms = 0): number => {
        serial++;
        timers.set(serial, { at: now + ms, isIdle: ms === IDLE_MS, run });
        return serial;
      };
      Object.assign(globalThis, {
        setTimeout: set,
        clearTimeout: (id: number) => void timers.delete(id),
      });
      return () => void Object.assign(globalThis, real);
    },
    after: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        serial++;
        timers.set(serial, { at: now + ms, isIdle: false, run: resolve });
      }),
    /** Everything that waited is forgotten, as when a process ends. */
    forget: (): void => timers.clear(),
    settled,
    /**
     * Lets time pass. A loop with nothing to do is woken when something falls due, not every few seconds.
     *
     * @param dueAt when something falls due that no timer knows of; `now` when something is due already
     * @param goesOn asked after each moment: false stops the clock there
     */
    async pass(ms: number, dueAt: () => number, goesOn: () => boolean): Promise<void> {
      const until = now + ms;
      await settled();
      while (goesOn()) {
        const asleep = soonest(true);
        const next = Math.min(soonest(false), Math.max(now, dueAt()) > now ? dueAt() : asleep);
        now = Math.max(now, Math.min(next, until));
        // What sleeps is woken by whatever falls due.
        for (const [id, timer] of timers)
          if (timer.isIdle) timers.set(id, { ...timer, at: Math.min(timer.at, now) });
        await runDue();
        if (now >= until && soonest(false) > now) return;
      }
    },
  };
}

/** Resolves when all that can go on without the clock has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
