import {
  createConcurrentSink,
  createRunner,
  createSequentialSink,
  createSource,
} from '@grammyjs/runner';
import type { Update } from 'grammy/types';
import type { WaitingUpdate } from '../core/ports/inbox.ts';
import { createDispatch } from './dispatch.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { createPolling } from './polling.ts';

const AT_ONCE = 8;

/**
 * Two runners of @grammyjs/runner with a table between them. The first writes updates down before the next request
 * confirms them to Telegram; the second hands them on, one at a time per chat.
 */
export function createInboxRunners(deps: InboxDeps) {
  const dispatch = createDispatch(deps);
  const polling = createPolling(deps, dispatch.wake);
  const report = (error: unknown): Promise<void> => {
    deps.log.error('an update could not be handled', { error });
    return Promise.resolve();
  };
  // A whole batch is one item, so that it is one transaction.
  const intake = createRunner<readonly Update[]>(
    createSource({ supply: polling.next }),
    createSequentialSink({ consume: polling.store }, report),
  );
  const effects = createRunner<WaitingUpdate>(
    createSource({ supply: dispatch.next }),
    createConcurrentSink({ consume: dispatch.handle }, report, { concurrency: AT_ONCE }),
  );
  return {
    lastPollAt: polling.lastAt,
    start(): void {
      effects.start();
      intake.start();
    },
    /** Stops asking, then waits until every update that was begun has ended. */
    async stop(): Promise<void> {
      polling.stop();
      if (intake.isRunning()) await intake.stop();
      dispatch.stop();
      if (effects.isRunning()) await effects.stop();
      // The runner's own stop does not wait for handlers that are still running.
      await dispatch.drained();
    },
  };
}
