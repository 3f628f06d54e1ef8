import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { eventKey } from '../src/alerts/decide.ts';
import type { Evidence } from '../src/core/alert.ts';
import { chatId } from '../src/core/people.ts';
import { instant } from '../src/core/time.ts';
import { openDb } from '../src/db/open.ts';
import { createOutbox } from '../src/db/outbox.ts';
import { createStore } from '../src/db/store.ts';
import { figure, percentile, type Bench, type Figure } from './support/figures.ts';
import { fillRules, MIGRATIONS, OWNER, SATURDAY, ticker, workFolder } from './support/workbench.ts';

const STORED = 1_000_000;
const RULES = 10_000;
const CHATS = 100;
const BATCH = 100;
const ROUNDS = 5;
const LOOKS = 200;

/** Whether years of alerts make the next ones slower, and what looking after them costs. */
export const history: Bench = {
  name: 'history',
  says: `alerts with a state and a delivery each, ${BATCH} a commit at synchronous=FULL, before and behind ${STORED.toLocaleString('en-US')} stored ones; the census that /metrics, /status and the watchdog take`,
  run() {
    using folder = workFolder();
    const db = openDb(join(folder.path, 'bench.db'), MIGRATIONS);
    const store = createStore(db);
    const outbox = createOutbox(store, () => undefined);
    const now = instant(SATURDAY);
    store.chats.add({ id: chatId(OWNER), kind: 'private', title: 'x', linkedBy: undefined }, now);
    fillRules(
      store,
      { count: RULES, chats: CHATS, text: (n) => ({ ticker: ticker(n % 1_000), text: 'T > 1' }) },
      now,
    );
    let rung = 0;

    function ring(states: ReturnType<typeof store.rules.stateBatch>): void {
      // Rules ring in no order, as in life.
      const n = (rung * 7_919) % RULES;
      const place = { chat: chatId(101 + (n % CHATS)), thread: undefined };
      const [ruleId, about] = [n + 1, ticker(n % 1_000)];
      const seq = Math.floor(rung / RULES) + 1;
      const key = eventKey({ id: ruleId, rev: 1 }, about, seq);
      rung++;
      const wish = { eventKey: key, place, ruleId, ticker: about, type: 'price' };
      const severity = 'medium';
      const rest = { reason: 'first', fate: 'open', evidence: EVIDENCE, firedAt: now } as const;
      const alertId = store.alerts.addAll([{ ...wish, severity, ...rest }], now);
      const state = store.rules.state(ruleId, about);
      states.put(ruleId, about, { ...state, phase: 'firing', seq, rangAt: now, alertId });
      const ways = outbox.routing.first(place, severity);
      outbox.alert({ place, severity, key, alertId }, { ways, step: 'first' }, now);
    }

    /** @returns alerts a second */
    function rate(): number {
      const begun = performance.now();
      for (let batch = 0; batch < 20; batch++) {
        store.transact(() => {
          const states = store.rules.stateBatch();
          for (let n = 0; n < BATCH; n++) ring(states);
          states.write();
        });
      }
      const seconds = (performance.now() - begun) / 1000;
      end(db.sqlite);
      return (20 * BATCH) / seconds;
    }

    // Every rule has rung before.
    while (rung < RULES) rate();
    const early = Array.from({ length: ROUNDS }, rate);
    fill(db.sqlite, { from: rung, to: STORED });
    rung = STORED;
    store.alerts.forget();
    const late = Array.from({ length: ROUNDS }, rate);
    const looks = Array.from({ length: LOOKS }, () => {
      const begun = performance.now();
      const { unaccounted } = store.census.take(now);
      if (unaccounted !== 0) throw new Error(`${unaccounted} alerts are unaccounted for`);
      return performance.now() - begun;
    });
    const megabytes = store.census.databaseBytes() / 2 ** 20;
    db.close();
    const figures: readonly Figure[] = [
      figure('alerts a second, hardly any history', early, { unit: '/s' }),
      figure('the same behind a million', late, { unit: '/s' }),
      figure(
        'history’s price: early ÷ late',
        early.map((value, n) => value / (late[n] ?? NaN)),
        { unit: '×', goal: 1.2 },
      ),
      figure('the census at a million alerts, p50', [percentile(looks, 50)], {
        unit: 'ms',
        goal: 15,
      }),
      figure('the same, p99', [percentile(looks, 99)], { unit: 'ms' }),
      figure('database', [megabytes], { unit: 'MB' }),
    ];
    return Promise.resolve(figures);
  },
};

// As long as that of an alert about one price.
const EVIDENCE = { kind: 'rule', rule: 'x'.repeat(540) } as unknown as Evidence;

/** What the sending loop would have done by now. */
function end(sqlite: Database.Database): void {
  sqlite.exec(`update delivery set status = 'sent', finished_at = 1 where status = 'queued';
    update alert set fate = 'sent' where fate = 'open'`);
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
}

/** Years of alerts that were sent, written by SQLite alone; rules ring in the same order as above. */
function fill(sqlite: Database.Database, { from, to }: { from: number; to: number }): void {
  sqlite.pragma('synchronous = OFF');
  const years = `with recursive
    rang(i) as (select :from union all select i + 1 from rang where i + 1 < :to),
    ring as (select i, (i * 7919) % ${RULES} as n from rang)`;
  const alerts = sqlite.prepare(
    `${years} insert into alert (event_key, ref, chat_id, rule_id, ticker, type, severity, reason, fate, evidence,
       fired_at, created_at)
     select 'rule/' || (n + 1) || '/1/T' || (n % 1000) || '/' || (i / ${RULES} + 1), 'ABCDE', 101 + n % ${CHATS}, n + 1,
       'T' || (n % 1000), 'price', 'medium', 'first', 'sent', :evidence, 1, 1 from ring`,
  );
  const deliveries = sqlite.prepare(
    `insert into delivery (key, alert_id, step, kind, channel, chat_id, address, lane, priority, status, attempts,
       uncertain, not_before, expires_at, created_at, finished_at)
     select printf('%012d', id) || '/' || event_key || '/telegram/first', id, 'first', 'alert', 'telegram', chat_id, chat_id, 'telegram:' || chat_id,
       2, 'sent', 1, 0, 1, 1, 1, 1 from alert where id > ? order by id`,
  );
  const evidence = JSON.stringify(EVIDENCE);
  for (let at = from; at < to; at += 100_000) {
    const known = Number(sqlite.prepare('select max(id) from alert').pluck().get());
    alerts.run({ from: at, to: Math.min(to, at + 100_000), evidence });
    deliveries.run(known);
  }
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.pragma('synchronous = FULL');
  // What was written without waiting for the disk is on it before anything is timed.
  const file = openSync(sqlite.name, 'r+');
  fsyncSync(file);
  closeSync(file);
}
