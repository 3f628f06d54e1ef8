import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { integer, json, read, type Params } from './params.ts';
import type { WorldState } from './state.ts';
import { takeUpdates, type Update } from './updates.ts';

export const updatesSchema = z.looseObject({
  offset: integer.optional(),
  limit: integer.optional(),
  timeout: integer.optional(),
  allowed_updates: json(z.array(z.string())).optional(),
});

const LONGEST_POLL_S = 50;

/** Long polling: answers at the first news. A second poll throws the first one out with 409, as Telegram does. */
export async function getUpdates(
  state: WorldState,
  params: Params,
  signal: AbortSignal,
): Promise<readonly Update[]> {
  const wish = read(updatesSchema, params);
  state.queue.poll?.('replaced');
  const ready = takeUpdates(state.queue, wish);
  const timeoutS = Math.min(wish.timeout ?? 0, LONGEST_POLL_S);
  if (ready.length > 0 || timeoutS <= 0) return ready;
  const why = await news(state, timeoutS * 1000, signal);
  if (why === 'replaced') throw conflict();
  // A client that is gone must not use up what it never received.
  return why === 'closed' ? [] : takeUpdates(state.queue, { limit: wish.limit });
}

type Why = 'news' | 'replaced' | 'closed' | 'timeout';

async function news(state: WorldState, timeoutMs: number, signal: AbortSignal): Promise<Why> {
  const { promise, resolve } = Promise.withResolvers<Why>();
  const wake = (why: Why) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', hangUp);
    if (state.queue.poll === wake) state.queue.poll = undefined;
    resolve(why);
  };
  const hangUp = () => {
    wake('closed');
  };
  const timer = setTimeout(wake, timeoutMs, 'timeout');
  signal.addEventListener('abort', hangUp);
  state.queue.poll = wake;
  return promise;
}

function conflict(): ApiError {
  const why = 'terminated by other getUpdates request';
  return new ApiError(409, `Conflict: ${why}; make sure that only one bot instance is running`);
}
