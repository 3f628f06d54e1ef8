import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/alert.ts';
import { instant } from '../../src/core/time.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { startSender } from '../support/sender.ts';

// A day of virtual time with faults in any order: nothing lost, nothing out of order, nobody pestered.

type Step =
  | { readonly kind: 'ring'; readonly chat: number; readonly isCritical: boolean }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'crash' };

type Luck =
  | { readonly kind: 'fine' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'cut'; readonly arrived: boolean };

type Try = { readonly ref: string; readonly chat: number; readonly at: number };

const CHATS = [11, 12, 13];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ring' as const),
      chat: fc.constantFrom(...CHATS),
      isCritical: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      seconds: fc.integer({ min: 1, max: 1_200 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
);

const luck: fc.Arbitrary<Luck> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('fine' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 3_600 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreachable' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), arrived: fc.boolean() }) },
);

test('whatever Telegram does, every alert ends, in order, and never before it may be sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.infiniteStream(luck),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (steps, lucks, randoms) => {
        const world = startWorld(lucks, randoms);
        try {
          for (const each of steps) await world.take(each);
          await world.drain();
          world.check();
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: 150, interruptAfterTimeLimit: 15_000 },
  );
});

function startWorld(lucks: Iterator<Luck>, randoms: Iterator<number>) {
  const clock = { now: Date.UTC(2026, 0, 5, 15) };
  const db: Db = openDb(':memory:', join(import.meta.dirname, '..', '..', 'drizzle'));
  const store = createStore(db);
  for (const chat of CHATS) {
    store.chats.add(
      { id: chat as never, kind: 'private', title: 'x', linkedBy: undefined },
      instant(0),
    );
  }
  const tries: Try[] = [];
  const arrivals: Try[] = [];
  const restsUntil = new Map<number, number>();
  const early: Try[] = [];
  let serial = 0;
  let boots = 0;
  let sender = boot();

  function boot() {
    return startSender(store, {
      telegram: { name: 'telegram', send },
      clock: () => instant(clock.now),
      random: () => randoms.next().value ?? 0.5,
      bootId: `boot-${boots++}`,
    });
  }

  function send(parcel: { key: string; address: string }): Promise<Outcome> {
    const one = { ref: parcel.key, chat: Number(parcel.address), at: clock.now };
    tries.push(one);
    if (clock.now < (restsUntil.get(one.chat) ?? 0)) early.push(one);
    return Promise.resolve(outcome(one));
  }

  function outcome(one: Try): Outcome {
    const found: Luck = lucks.next().value ?? { kind: 'fine' };
    switch (found.kind) {
      case 'fine':
        arrivals.push(one);
        return { kind: 'sent', messageId: String(serial++) };
      case 'wait':
        restsUntil.set(one.chat, clock.now + found.seconds * 1_000);
        return { kind: 'retry', afterMs: found.seconds * 1_000, counts: false, code: '429' };
      case 'unreachable':
        return { kind: 'retry', afterMs: undefined, counts: true, code: 'unreachable' };
      case 'cut':
        if (found.arrived) arrivals.push(one);
        return { kind: 'uncertain', code: '502' };
    }
  }

  async function pass(seconds: number): Promise<void> {
    clock.now += seconds * 1_000;
    await sender.deliver.idle();
  }

  return {
    async take(each: Step): Promise<void> {
      if (each.kind === 'pass') return pass(each.seconds);
      if (each.kind === 'ring') {
        const severity = each.isCritical ? 'critical' : 'medium';
        return sender.ring({ chat: each.chat, n: serial++, severity });
      }
      // What is on the wire is lost sight of: its row stays `sending` and its answer is never written.
      db.sqlite.exec(
        "update delivery set status = 'sending', boot_id = 'dead' where id = (select min(id) from delivery where status = 'queued')",
      );
      await sender.deliver.stop();
      sender = boot();
    },
    async drain(): Promise<void> {
      for (let i = 0; i < 400 && store.deliveries.lanes().length > 0; i++) await pass(600);
    },
    check(): void {
      const census = store.census.take(clock.now);
      expect(census.unaccounted).toBe(0);
      expect(census.alerts['open'] ?? 0).toBe(0);
      expect(early).toEqual([]);
      const got = new Set(arrivals.map(({ ref }) => ref));
      const rows = db.sqlite
        .prepare<[], { key: string; status: string; chat: number; priority: number; why: string }>(
          'select key, status, chat_id as chat, priority, last_code as why from delivery order by id',
        )
        .all();
      for (const row of rows) {
        if (row.status === 'sent') expect(got.has(row.key)).toBe(true);
        else expect([row.status, row.why.length > 0]).toEqual(['expired', true]);
      }
      // Within a chat and an urgency, first tries go by age.
      for (const chat of CHATS) {
        for (const priority of [0, 2]) {
          const wanted = rows.filter((row) => row.chat === chat && row.priority === priority);
          const first = [...new Set(tries.map(({ ref }) => ref))].filter((ref) =>
            wanted.some(({ key }) => key === ref),
          );
          const inOrder = wanted.map(({ key }) => key).filter((key) => first.includes(key));
          expect(first).toEqual(inOrder);
        }
      }
    },
    async close(): Promise<void> {
      await sender.deliver.stop();
      db.close();
    },
  };
}
