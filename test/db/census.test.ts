import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../src/db/store.ts';
import { anAlertRow } from '../support/alert-row.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';

const PLACE = { chat: CHAT, thread: undefined };

const fates = ['open', 'sent', 'suppressed', 'expired', 'dead'] as const;
const statuses = ['queued', 'sending', 'sent', 'uncertain', 'dead', 'expired'] as const;

const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), fate: fc.constantFrom(...fates) }),
  fc.record({ do: fc.constant('fate' as const), nth: fc.nat(9), fate: fc.constantFrom(...fates) }),
  fc.record({
    do: fc.constant('status' as const),
    nth: fc.nat(9),
    status: fc.constantFrom(...statuses),
  }),
  fc.record({ do: fc.constant('delete' as const), nth: fc.nat(9) }),
);

test('what is counted as it ends is what a count of everything would find', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { db, store } = aDatabase();
      for (const [n, one] of steps.entries()) {
        if (one.do === 'add') add(store, n, one.fate);
        if (one.do === 'fate')
          db.sqlite.prepare('update alert set fate = ? where id = ?').run(one.fate, one.nth);
        if (one.do === 'status')
          db.sqlite.prepare('update delivery set status = ? where id = ?').run(one.status, one.nth);
        // What hangs on it goes with it.
        if (one.do === 'delete') db.sqlite.prepare('delete from alert where id = ?').run(one.nth);
      }
      const { alerts, deliveries } = store.census.take(NOW);
      expect(alerts).toEqual(
        counted(db.sqlite, 'select fate as name, count(*) as n from alert group by 1'),
      );
      expect(deliveries).toEqual(
        counted(db.sqlite, 'select status as name, count(*) as n from delivery group by 1'),
      );
    }),
    { numRuns: 15 },
  );
});

test('an alert without what its end needs is noticed, wherever it is, and no longer once it is well', () => {
  const { db, store } = aDatabase();
  db.transact(() => {
    for (let n = 1; n <= 5_000; n++) add(store, n, 'suppressed');
    add(store, 5_001, 'open');
  });
  expect(store.census.take(NOW).unaccounted).toBe(0);
  db.sqlite.exec("update alert set fate = 'sent' where id in (10, 4500)");
  db.sqlite.exec('delete from delivery where alert_id in (10, 4500, 5001)');
  // The open one at once, the others within a round.
  expect(store.census.take(NOW).unaccounted).toBeGreaterThan(0);
  const seen = [1, 2, 3].map(() => store.census.take(NOW).unaccounted);
  expect(seen.at(-1)).toBe(3);
  expect(store.census.audit()).toBe(3);
  db.sqlite.exec("update alert set fate = 'suppressed' where id in (10, 4500, 5001)");
  const after = [1, 2, 3].map(() => store.census.take(NOW).unaccounted);
  expect(after.at(-1)).toBe(0);
});

function add(store: Store, n: number, fate: (typeof fates)[number]): void {
  const id = store.alerts.add(anAlertRow({ chat: CHAT, n, fate, firedAt: NOW }), NOW);
  if (id === undefined || fate === 'suppressed') return;
  store.deliveries.add(
    {
      key: `d/${n}`,
      kind: 'alert',
      alertId: id,
      channel: 'telegram',
      place: PLACE,
      address: '501',
      priority: 2,
      patienceMs: 1_000,
    },
    NOW,
  );
}

type Sqlite = ReturnType<typeof aDatabase>['db']['sqlite'];

function counted(sqlite: Sqlite, query: string): Record<string, number> {
  const rows = sqlite.prepare<[], { name: string; n: number }>(query).all();
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}
