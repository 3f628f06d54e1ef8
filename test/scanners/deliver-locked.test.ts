import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { OWNER } from '../support/bot.ts';
import { until } from '../support/fleet.ts';
import { later, notify, startDelivery, strikes, written } from '../support/delivery.ts';

test('an answer that comes while another process holds the database is written down afterwards', async () => {
  const lab = await startDelivery();
  const { sqlite } = lab.program.parts.db;
  lab.telegram.setFaults(strikes({ kind: 'delay', ms: 0, afterMs: 300 }));
  notify(lab, OWNER, 'one');
  const sent = later(lab, 0);
  await until(() => written(lab).length === 1, { limitMs: 5_000 });
  const other = new Database(sqlite.name);
  other.exec('begin immediate');
  // Waiting for it holds everything up, this too, until the program leaves it alone for a moment.
  setTimeout(() => other.exec('rollback').close(), 400);
  await sent;
  const rows = sqlite.prepare('select status, uncertain from delivery').all();
  expect(rows).toEqual([{ status: 'sent', uncertain: 0 }]);
  notify(lab, OWNER, 'two');
  await later(lab, 0);
  expect(written(lab)).toEqual(['one', 'two']);
});

test('what falls due while another process holds the database goes out afterwards', async () => {
  const lab = await startDelivery();
  const other = new Database(lab.program.parts.db.sqlite.name);
  notify(lab, OWNER, 'one');
  other.exec('begin immediate');
  setTimeout(() => other.exec('rollback').close(), 100);
  await later(lab, 0);
  expect(written(lab)).toEqual(['one']);
});
