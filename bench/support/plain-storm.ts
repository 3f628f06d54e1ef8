import Database from 'better-sqlite3';
import { openDb } from '../../src/db/open.ts';
import { MIGRATIONS } from './workbench.ts';

const AT = Date.UTC(2026, 0, 3, 15, 30);

/** As long as the evidence of an alert is. */
const EVIDENCE = JSON.stringify({ text: 'x'.repeat(560) });

/**
 * The practical limit of a storm: the rows of its alerts and of their rules' states, inserted by better-sqlite3 alone into
 * the same tables with the same indexes, as one transaction that reaches the disk. Nothing is judged, worded or gathered.
 */
export function plainStorm(path: string, { rules, chats }: { rules: number; chats: number }) {
  const db = openDb(path, MIGRATIONS);
  const { sqlite } = db;
  fill(sqlite, { rules, chats });
  const alert = sqlite.prepare<(string | number)[]>(
    `insert into alert (event_key, ref, chat_id, rule_id, ticker, type, severity, reason, fate, evidence, fired_at,
       created_at, bundle_id) values (?, ?, ?, ?, ?, 'price', 'medium', 'first', 'open', ?, ?, ?, ?)`,
  );
  const state = sqlite.prepare<(string | number)[]>(
    `insert into rule_state (rule_id, ticker, phase, seq, pending_count, rang_at, rang_value)
     values (?, ?, 'firing', ?, 0, ?, ?) on conflict (rule_id, ticker) do update set phase = excluded.phase,
       seq = excluded.seq, rang_at = excluded.rang_at, rang_value = excluded.rang_value`,
  );
  let seq = 0;
  return {
    /** @returns milliseconds of the transaction */
    run(): number {
      seq++;
      const begun = performance.now();
      sqlite.exec('begin immediate');
      for (let n = 1; n <= rules; n++) {
        const name = `T${n % 1_000}`;
        state.run(n, name, seq, AT + seq, 110 + seq);
        const key = `rule/${n}/1/${name}/${seq}`;
        const chat = 101 + (n % chats);
        alert.run(key, 'ABCDE', chat, n, name, EVIDENCE, AT, AT, seq * chats + (n % chats));
      }
      sqlite.exec('commit');
      const took = performance.now() - begun;
      sqlite.exec("update alert set fate = 'sent' where fate = 'open'");
      return took;
    },
    close: () => db.close(),
  };
}

function fill(sqlite: Database.Database, { rules, chats }: { rules: number; chats: number }): void {
  const chat = sqlite.prepare<[number]>(
    "insert into chat (id, kind, title, status, created_at) values (?, 'private', 'x', 'active', 0)",
  );
  const rule = sqlite.prepare<[number, string, string]>(
    `insert into rule (chat_id, code, rev, text, ticker, status, created_by, created_at, updated_at)
     values (?, ?, 1, 'T1 > 100', ?, 'on', 1, 0, 0)`,
  );
  sqlite.exec('begin');
  for (let n = 0; n < chats; n++) chat.run(101 + n);
  for (let n = 1; n <= rules; n++) rule.run(101 + (n % chats), `R${n}`, `T${n % 1_000}`);
  sqlite.exec('commit');
}
