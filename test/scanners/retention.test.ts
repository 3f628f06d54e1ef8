import { expect, test } from 'vitest';
import { eventKey } from '../../src/alerts/decide.ts';
import { userId } from '../../src/core/people.ts';
import { RETENTION_DAYS } from '../../src/core/retention.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, instant } from '../../src/core/time.ts';
import { HELD } from '../../src/db/amnesia.ts';
import type { Store } from '../../src/db/store.ts';
import { retention } from '../../src/scanners/retention.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';
import { keepAlert, keepDelivery } from '../support/kept.ts';

const NVDA = 'NVDA' as Ticker;
const OLD = NOW - (RETENTION_DAYS + 1) * DAY_MS;
const YOUNG = NOW - (RETENTION_DAYS - 1) * DAY_MS;

const run = (store: Store) => retention({ store, clock: () => NOW });

function aRule(store: Store) {
  const place = { chat: CHAT, thread: undefined };
  const target = { kind: 'ticker', ticker: NVDA } as const;
  const rest = { reference: undefined, expiresAt: undefined, by: userId(101) };
  return store.rules.add({ place, target, code: 'R1', text: 'NVDA > 150', ...rest }, NOW);
}

test('old alerts go with their messages, tries and buttons; younger ones stay', async () => {
  const { db, store } = aDatabase();
  for (const at of [OLD, YOUNG])
    for (let n = 0; n < 130; n++) {
      const alertId = keepAlert(db, { key: `${at}/${n}`, at });
      keepDelivery(db, { key: `d${at}/${n}`, at, status: 'sent', alertId, finishedAt: at });
      keepDelivery(db, { key: `r${at}/${n}`, at, status: 'sent', kind: 'reply', finishedAt: at });
    }
  await run(store);
  const left = (table: string, where = 'true'): unknown =>
    db.sqlite.prepare(`select count(*) from ${table} where ${where}`).pluck().get();
  expect(left('alert')).toBe(130);
  expect(left('alert', `created_at < ${YOUNG}`)).toBe(0);
  expect(left('delivery')).toBe(260);
  expect(left('delivery_attempt')).toBe(260);
  expect(store.census.take(NOW).unaccounted).toBe(0);
});

test('what is still open stays: messages on their way, held ones, letters that died lately', async () => {
  const { db, store } = aDatabase();
  const open = keepAlert(db, { key: 'open', at: OLD, fate: 'open' });
  keepDelivery(db, { key: 'open', at: OLD, status: 'queued', alertId: open });
  const dead = keepAlert(db, { key: 'dead', at: OLD, fate: 'dead' });
  const lately = NOW - 20 * DAY_MS;
  keepDelivery(db, { key: 'dead', at: OLD, status: 'dead', alertId: dead, finishedAt: lately });
  const letter = keepDelivery(db, { key: 'n', at: OLD, status: 'dead', finishedAt: lately });
  const held = keepDelivery(db, { key: 'h', at: OLD, status: 'dead' });
  db.sqlite.prepare('update delivery set last_code = ? where id = ?').run(HELD, held);
  const resolved = keepAlert(db, { key: 'resolved', at: OLD });
  db.sqlite.prepare('update alert set resolved_at = ? where id = ?').run(lately, resolved);
  await run(store);
  for (const id of [open, dead, resolved])
    expect(db.sqlite.prepare('select 1 from alert where id = ?').get(id), String(id)).toBeDefined();
  expect([letter, held].map((id) => store.deliveries.get(id)?.id)).toEqual([letter, held]);
});

test('the alert of a rule that fires still stays, and a later one has a key of its own', async () => {
  const { db, store } = aDatabase();
  const rule = aRule(store);
  const firing = { phase: 'firing', pendingSince: undefined, pendingCount: 0 } as const;
  const rang = { rangAt: instant(OLD), rangValue: 151 };
  const keys = [1, 2, 3].map((seq) => eventKey(rule, NVDA, seq));
  const ids = keys.map((key) => keepAlert(db, { key, at: OLD, ruleId: rule.id }));
  store.rules.putState(rule.id, NVDA, { ...firing, ...rang, seq: 3, alertId: ids[2] });
  await run(store);
  expect(db.sqlite.prepare('select event_key from alert').pluck().all()).toEqual([keys[2]]);

  store.rules.forget();
  const state = store.rules.state(rule.id, NVDA);
  expect(state).toMatchObject({ phase: 'firing', seq: 3 });
  const next = eventKey(rule, NVDA, state.seq + 1);
  expect(keys).not.toContain(next);
  keepAlert(db, { key: next, at: NOW, ruleId: rule.id });
});

test('a rule that was deleted leaves its number to no other', async () => {
  const { db, store } = aDatabase();
  const rule = aRule(store);
  keepAlert(db, { key: eventKey(rule, NVDA, 1), at: OLD, ruleId: rule.id });
  db.sqlite.prepare('delete from rule where id = ?').run(rule.id);
  await run(store);
  expect(aRule(store).id).toBeGreaterThan(rule.id);
});

test('the audit log is kept for good', async () => {
  const { store, db } = aDatabase();
  store.audit.add({ user: userId(101), action: 'role', subject: 'x' }, instant(OLD));
  await run(store);
  expect(db.sqlite.prepare('select count(*) from audit').pluck().get()).toBe(1);
});
