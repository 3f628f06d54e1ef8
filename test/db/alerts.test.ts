import { expect, test } from 'vitest';
import type { EventKey, Evidence } from '../../src/core/alert.ts';
import { refOf } from '../../src/core/code.ts';
import { chatId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import type { NewAlert } from '../../src/db/alert-insert.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';

const PLACE = { chat: CHAT, thread: undefined };

test('one transition is one alert, whoever writes it down again', () => {
  const { store } = aDatabase();
  expect(store.alerts.add(anAlert({ ref: 'AAAAA' }), NOW)).toBe(1);
  expect(store.alerts.add(anAlert({ ref: 'BBBBB' }), NOW)).toBeUndefined();
  const next = anAlert({ ref: 'CCCCC', eventKey: 'rule/1/1/NVDA/2' as EventKey });
  expect(store.alerts.add(next, NOW)).not.toBeUndefined();
  expect(store.alerts.newest(9).map(({ ref }) => ref)).toEqual(['CCCCC', 'AAAAA']);
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

function anAlert(fields: Partial<NewAlert>): NewAlert {
  return {
    eventKey: 'rule/1/1/NVDA/1' as EventKey,
    ref: 'AAAAA',
    place: PLACE,
    ruleId: undefined,
    ticker: 'NVDA' as Ticker,
    type: 'price',
    severity: 'medium',
    reason: 'first',
    fate: 'open',
    evidence: {} as Evidence,
    firedAt: NOW,
    ...fields,
  };
}
