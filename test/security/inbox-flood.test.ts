import { setTimeout as pause } from 'node:timers/promises';
import type { Update } from 'grammy/types';
import { expect, onTestFinished, test } from 'vitest';
import { createInboxRunners } from '../../src/bot/inbox.ts';
import { instant } from '../../src/core/time.ts';
import { aDatabase } from '../support/database.ts';
import { silentLog } from '../support/log.ts';

const FLOOD = 10_000;
const EVE = 666;
const BO = 202;

function message(update: number, chat: number): Update {
  const from = { id: chat, is_bot: false, first_name: 'x' };
  const text = 'x'.repeat(400);
  return {
    update_id: update,
    message: {
      message_id: update,
      date: 1,
      from,
      chat: { id: chat, type: 'private', first_name: 'x' },
      text,
    },
  };
}

/** The real runners between a list of updates and a handler that takes as long as a transaction with its fsync. */
function floodgate(updates: Update[], takesMs: number) {
  const { store } = aDatabase();
  const handled: { chat: number; at: number }[] = [];
  const runners = createInboxRunners({
    inbox: store.inbox,
    log: silentLog,
    clock: () => instant(Date.now()),
    getUpdates: async ({ offset }, signal) => {
      const batch = updates.filter(({ update_id: id }) => id >= offset).slice(0, 100);
      if (batch.length === 0) await pause(20, undefined, { signal }).catch(() => undefined);
      return batch;
    },
    deleteWebhook: () => Promise.resolve(),
    async handle(update) {
      await pause(takesMs);
      handled.push({ chat: update.message?.chat.id ?? 0, at: performance.now() });
    },
  });
  onTestFinished(() => runners.stop());
  return { runners, handled, store };
}

test('10,000 updates of one person do not delay what another asks', async () => {
  const updates = Array.from({ length: FLOOD }, (_, n) => message(n + 1, EVE));
  const { runners, handled, store } = floodgate(updates, 2);
  runners.start();
  while (store.inbox.depth() < FLOOD - 2_000) await pause(20);
  const asked = performance.now();
  updates.push(message(FLOOD + 1, BO));
  while (!handled.some(({ chat }) => chat === BO)) await pause(2);
  const waitedMs = (handled.find(({ chat }) => chat === BO)?.at ?? Infinity) - asked;
  const flooding = store.inbox.depth();
  // Some 300 ms here, with nearly all of the flood still waiting; a busy machine may need many times that.
  expect(flooding).toBeGreaterThan(1_000);
  expect(waitedMs).toBeLessThan(3_000);
}, 60_000);

test('of each chat the oldest comes first, however much there is before it', () => {
  const { store } = floodgate([], 0);
  const row = (updateId: number, chatKey: string) => ({ updateId, chatKey, json: '{}' });
  const many = Array.from({ length: 1_000 }, (_, n) => row(n, 'chat:1'));
  store.inbox.receive([...many, row(1_000, 'chat:2'), row(1_001, 'chat:2')], instant(1));
  expect(store.inbox.waiting(1, ['chat:1']).map(({ updateId }) => updateId)).toEqual([1_000]);
  expect(store.inbox.waiting(1, ['chat:1', 'chat:2'])).toEqual([]);
});
