import type { Update } from 'grammy/types';
import { errorText } from '../core/error.ts';
import type { WaitingUpdate } from '../core/ports/inbox.ts';
import { SECOND_MS } from '../core/time.ts';
import type { InboxDeps } from './inbox-deps.ts';

const LOOK_AHEAD = 200;
const MOST_TRIES = 2;
const DEADLINE_MS = 30 * SECOND_MS;
const LOOK_AGAIN_MS = 1_000;

/** Hands waiting updates on: the oldest of each chat, never two of one chat at once. */
export function createDispatch(deps: InboxDeps) {
  const busy = new Set<string>();
  const waking = new Set<() => void>();
  let isStopped = false;

  function wake(): void {
    for (const resolve of waking) resolve();
    waking.clear();
  }

  function ready(limit: number): WaitingUpdate[] {
    const found: WaitingUpdate[] = [];
    // However much one chat has sent, the next look is past all of it.
    for (;;) {
      const rows = deps.inbox.waiting(LOOK_AHEAD, [...busy]);
      for (const row of rows) {
        if (found.length >= limit) return found;
        if (busy.has(row.chatKey)) continue;
        busy.add(row.chatKey);
        found.push(row);
      }
      if (rows.length < LOOK_AHEAD) return found;
    }
  }

  async function next(pace: number): Promise<WaitingUpdate[]> {
    while (!isStopped) {
      const rows = ready(Math.max(1, Math.min(pace, LOOK_AHEAD)));
      if (rows.length > 0) return rows;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_AGAIN_MS);
        waking.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return [];
  }

  async function handle(row: WaitingUpdate): Promise<void> {
    try {
      await withDeadline(deps.handle(JSON.parse(row.json) as Update));
      deps.inbox.done(row.updateId, deps.clock());
    } catch (error) {
      giveBack(deps, row, error);
    } finally {
      busy.delete(row.chatKey);
      wake();
    }
  }

  return {
    wake,
    next,
    handle,
    stop(): void {
      isStopped = true;
      wake();
    },
    async drained(): Promise<void> {
      while (busy.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

function giveBack({ inbox, log, clock }: InboxDeps, row: WaitingUpdate, error: unknown): void {
  const note = errorText(error);
  log.error('handling an update failed', {
    error,
    updateId: row.updateId,
    tries: row.attempts + 1,
  });
  inbox.blame(row.updateId, note);
  if (row.attempts + 1 >= MOST_TRIES) inbox.dead(row.updateId, note, clock());
}

async function withDeadline(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${DEADLINE_MS / SECOND_MS} s`)),
      DEADLINE_MS,
    );
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
