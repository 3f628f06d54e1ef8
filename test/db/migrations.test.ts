import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Ticker } from '../../src/core/ticker.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { aFolder, CHAT, MIGRATIONS } from '../support/database.ts';

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

/** The migrations as they were before one of them came. */
function migrationsBefore(tag: string): string {
  const folder = join(aFolder(), 'drizzle');
  cpSync(MIGRATIONS, folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const whole = journal.parse(JSON.parse(readFileSync(path, 'utf8')));
  const end = whole.entries.findIndex((one) => one.tag === tag);
  expect(end).toBeGreaterThan(0);
  writeFileSync(path, JSON.stringify({ ...whole, entries: whole.entries.slice(0, end) }));
  return folder;
}

test('a rule that fires as its database is brought up to date knows its alert, and goes on to the next', () => {
  const path = join(aFolder(), 'old.db');
  const old = openDb(path, migrationsBefore('0011_transitions'));
  old.sqlite.exec(`
    insert into chat (id, kind, title, status, created_at) values (${CHAT}, 'private', 'Ann', 'active', 0);
    insert into rule (id, chat_id, code, rev, text, ticker, status, created_by, created_at, updated_at)
      values (7, ${CHAT}, 'R1', 2, 'NVDA > 1', 'NVDA', 'on', 1, 0, 0);
    insert into rule_state (rule_id, ticker, phase, seq, pending_count) values
      (7, 'NVDA', 'firing', 3, 0), (7, 'AMD', 'armed', 0, 0);
    insert into alert (id, event_key, ref, chat_id, rule_id, ticker, type, severity, reason, fate, evidence,
      fired_at, created_at) values
      (40, 'rule/7/2/NVDA/2', 'A', ${CHAT}, 7, 'NVDA', 'price', 'medium', 'first', 'sent', '{}', 0, 0),
      (41, 'rule/7/2/NVDA/3', 'B', ${CHAT}, 7, 'NVDA', 'price', 'medium', 'first', 'sent', '{}', 0, 0)`);
  old.close();
  const db = openDb(path, MIGRATIONS);
  const { rules } = createStore(db);
  const [nvda, amd] = ['NVDA' as Ticker, 'AMD' as Ticker];
  expect(rules.state(7, nvda)).toMatchObject({ phase: 'firing', seq: 3, alertId: 41 });
  expect(rules.state(7, amd).alertId).toBeUndefined();
  rules.putState(7, nvda, { ...rules.state(7, nvda), phase: 'armed' });
  rules.putState(7, nvda, { ...rules.state(7, nvda), phase: 'firing', seq: 4, alertId: 42 });
  db.close();
});
