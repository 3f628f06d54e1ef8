import { expect, test } from 'vitest';
import type { EventKey } from '../../src/core/alert.ts';
import { refOf } from '../../src/core/code.ts';
import { chatId, userId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import type { NewAlert } from '../../src/db/alert-insert.ts';
import type { Db } from '../../src/db/open.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { anAlertRow } from '../support/alert-row.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';

const NVDA = 'NVDA' as Ticker;
const PLACE = { chat: CHAT, thread: undefined };

test('one event is one alert, whoever writes it down again', () => {
  const { db, store } = aDatabase();
  const late = anAlert({ ref: 'AAAAA', eventKey: 'late/1/1/NVDA/7' as EventKey });
  expect(store.alerts.add(late, NOW)).toBe(1);
  expect(store.alerts.add({ ...late, ref: 'BBBBB' }, NOW)).toBeUndefined();
  expect(() => store.alerts.addAll([{ ...late, ref: 'BBBBB' }], NOW)).toThrow('UNIQUE');
  const next = anAlert({ ref: 'CCCCC', eventKey: 'late/1/1/NVDA/8' as EventKey });
  expect(store.alerts.add(next, NOW)).not.toBeUndefined();
  expect(store.alerts.newest(9).map(({ ref }) => ref)).toEqual(['CCCCC', 'AAAAA']);
  expect(integrityOf(db)).toBe('ok');
});

test('one transition is one alert: whoever goes by a state that is no longer so writes nothing', () => {
  const { db, store } = aDatabase();
  const rule = aRule(store);
  const other = createStore(db);
  const fresh = store.rules.state(rule, NVDA);
  expect(other.rules.state(rule, NVDA)).toEqual(fresh);
  const ring = ({ alerts, rules, transact }: Store) =>
    transact(() => {
      const batch = rules.stateBatch();
      const before = rules.state(rule, NVDA);
      const state = {
        ...before,
        phase: 'firing',
        seq: before.seq + 1,
        alertId: undefined,
      } as const;
      batch.know(rule, NVDA, state);
      batch.rang(rule, NVDA, { state, alertId: alerts.addAll([anAlert({})], NOW) });
      batch.write();
      return rules.state(rule, NVDA).alertId;
    });
  expect(ring(store)).toBe(1);
  expect(() => ring(other)).toThrow('stand elsewhere');
  expect(store.alerts.newest(9)).toHaveLength(1);
  // Having failed, it knows better.
  expect(other.rules.state(rule, NVDA)).toMatchObject({ seq: 1, alertId: 1 });
  expect(ring(other)).toBe(2);
  expect(() => store.rules.putState(rule, NVDA, fresh)).toThrow('stand elsewhere');
});

test('many alerts are written as one by one, each under the next id', () => {
  const { store } = aDatabase();
  const wishes = Array.from({ length: 47 }, (_, n) =>
    anAlert({ ref: `R${n}`, eventKey: `rule/1/1/NVDA/${n}` as EventKey }),
  );
  expect(store.alerts.addAll(wishes, NOW)).toBe(1);
  expect(store.alerts.addAll([], NOW)).toBe(48);
  const found = store.alerts.newest(99).toReversed();
  expect(found.map(({ id, ref }) => `${id} ${ref}`)).toEqual(
    wishes.map(({ ref }, n) => `${n + 1} ${ref}`),
  );
});

test('one alert is one delivery, and one update has one first answer', () => {
  const { store } = aDatabase();
  const outbox = createOutbox(store, () => undefined);
  const id = store.alerts.add(anAlert({}), NOW) ?? 0;
  const alert = { alertId: id, key: 'rule/1/1/NVDA/1', place: PLACE, severity: 'medium' } as const;
  const ways = outbox.routing.first(PLACE, 'medium');
  const answer = { place: PLACE, message: { text: { html: 'Done' } } };
  for (const _again of [1, 2]) {
    outbox.alert(alert, { ways, step: 'first' }, NOW);
    outbox.reply({ id: 7, n: 0 }, answer, NOW);
  }
  expect(store.census.take(NOW).deliveries).toEqual({ queued: 2 });
});

test('an alert is found in its own chat by the name made from its id, and an old one by the name it was given', () => {
  const { db, store } = aDatabase();
  const old = store.alerts.add(anAlert({ ref: 'AAAAA' }), NOW) ?? 0;
  db.sqlite.exec("insert into meta (key, value) values ('old_refs_to', '1')");
  const { ref: _none, ...nameless } = anAlert({ eventKey: 'rule/1/1/NVDA/2' as EventKey });
  const id = store.alerts.add(nameless, NOW) ?? 0;
  const ref = store.alerts.get(id)?.ref ?? '';
  expect(ref).toBe(refOf(id));
  expect(store.alertLog.byRef(CHAT, ref)).toBe(id);
  expect(store.alertLog.byRef(CHAT, 'AAAAA')).toBe(old);
  expect(store.alertLog.byRef(chatId(999), ref)).toBeUndefined();
  expect(store.alertLog.byRef(CHAT, 'ZZZZZ')).toBeUndefined();
});

test('the ids of a transaction that failed are given again', () => {
  const { store } = aDatabase();
  const fail = () =>
    store.transact(() => {
      store.alerts.add(anAlert({}), NOW);
      throw new Error('full');
    });
  expect(fail).toThrow('full');
  expect(store.alerts.add(anAlert({}), NOW)).toBe(1);
});

function aRule(store: Store): number {
  const target = { kind: 'ticker', ticker: NVDA } as const;
  const rest = { reference: undefined, expiresAt: undefined, by: userId(7) };
  return store.rules.add({ place: PLACE, code: 'R1', text: 'NVDA > 1', target, ...rest }, NOW).id;
}

function integrityOf(db: Db): unknown {
  return db.sqlite.pragma('integrity_check', { simple: true });
}

function anAlert(fields: Partial<NewAlert>): NewAlert {
  return anAlertRow({ chat: CHAT, n: 1, firedAt: NOW, ...fields });
}
