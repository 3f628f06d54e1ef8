import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Evidence } from '../src/core/alert.ts';
import { chatId } from '../src/core/people.ts';
import type { RuleState } from '../src/core/rule.ts';
import { instant } from '../src/core/time.ts';
import { alert } from '../src/db/schema/alerts.ts';
import { openDb, type Db } from '../src/db/open.ts';
import { createStore, type Store } from '../src/db/store.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';
import { fillRules, MIGRATIONS, OWNER, SATURDAY, ticker, workFolder } from './support/workbench.ts';

const ROUNDS = 9;
const CALLS = 20_000;
const ROWS = 1_000;
const NOW = instant(SATURDAY);

/** What a repository's query costs beside the same statement on better-sqlite3 alone, with the same object at the end. */
export const repository: Bench = {
  name: 'repository',
  says: `µs per call within one transaction; ${ROUNDS} × ${CALLS.toLocaleString('en-US')} calls, taking turns`,
  async run() {
    using folder = workFolder();
    const db = openDb(join(folder.path, 'bench.db'), MIGRATIONS);
    const store = createStore(db);
    fill(db, store);
    const read = compare(db, [readOurs(store), readRaw(db), readUnprepared(db)]);
    const write = compare(db, [writeOurs(store), writeRaw(db)]);
    db.close();
    const figures: readonly Figure[] = [
      figure('read an alert, ours', read[0] ?? [], { unit: 'µs' }),
      figure('read an alert, better-sqlite3', read[1] ?? [], { unit: 'µs' }),
      figure('read an alert, drizzle unprepared', read[2] ?? [], { unit: 'µs' }),
      figure('read, ours ÷ better-sqlite3', ratios(read), { unit: '×', goal: 1.3 }),
      figure('write a rule’s state, ours', write[0] ?? [], { unit: 'µs' }),
      figure('write a rule’s state, better-sqlite3', write[1] ?? [], { unit: 'µs' }),
      figure('write, ours ÷ better-sqlite3', ratios(write), { unit: '×', goal: 1.3 }),
    ];
    return Promise.resolve(figures);
  },
};

type Contender = (n: number) => unknown;

/** Microseconds of each contender in each round. */
function compare(db: Db, contenders: readonly Contender[]): readonly (readonly number[])[] {
  const times = contenders.map(() => new Array<number>());
  for (let round = -1; round < ROUNDS; round++) {
    contenders.forEach((call, which) => {
      const took = db.transact(() => {
        const begun = performance.now();
        for (let n = 0; n < CALLS; n++) call(1 + (n % ROWS));
        return ((performance.now() - begun) * 1_000) / CALLS;
      });
      // The first round warms up.
      if (round >= 0) times[which]?.push(took);
    });
  }
  return times;
}

function ratios([ours = [], raw = []]: readonly (readonly number[])[]): readonly number[] {
  return ours.map((value, round) => value / (raw[round] ?? NaN));
}

const readOurs =
  (store: Store): Contender =>
  (n) =>
    store.alerts.get(n);

function readRaw(db: Db): Contender {
  const byId = db.sqlite.prepare<[number], typeof alert.$inferSelect>(
    `select id, event_key as eventKey, ref, chat_id as chatId, thread, rule_id as ruleId, ticker, type, severity,
       reason, fate, evidence, fired_at as firedAt, created_at as createdAt, acked_at as ackedAt, acked_by as ackedBy
     from alert where id = ?`,
  );
  return (n) => {
    const row = byId.get(n);
    return (
      row && {
        id: row.id,
        ref: row.ref,
        chat: chatId(row.chatId),
        thread: row.thread ?? undefined,
        ruleId: row.ruleId ?? undefined,
        ticker: row.ticker,
        type: row.type,
        severity: row.severity,
        reason: row.reason,
        fate: row.fate,
        evidence: JSON.parse(row.evidence) as Evidence,
        firedAt: instant(row.firedAt),
        createdAt: instant(row.createdAt),
        ackedAt: row.ackedAt === null ? undefined : instant(row.ackedAt),
        ackedBy: row.ackedBy ?? undefined,
      }
    );
  };
}

const readUnprepared =
  ({ orm }: Db): Contender =>
  (n) =>
    orm.select().from(alert).where(eq(alert.id, n)).get();

// A value that changes with every call: an update that changes nothing writes nothing.
let beat = 0;

function nextState(): RuleState {
  beat++;
  return {
    phase: 'armed',
    seq: beat,
    pendingSince: undefined,
    pendingCount: 0,
    rangAt: NOW,
    rangValue: 100,
  };
}

const writeOurs =
  (store: Store): Contender =>
  (n) =>
    store.rules.putState(n, ticker(1), nextState());

function writeRaw(db: Db): Contender {
  const kept = new Map<string, RuleState>();
  const put = db.sqlite.prepare(
    `insert into rule_state (rule_id, ticker, phase, seq, pending_since, pending_count, rang_at, rang_value)
     values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (rule_id, ticker) do update set phase = excluded.phase, seq = excluded.seq,
       pending_since = excluded.pending_since, pending_count = excluded.pending_count,
       rang_at = excluded.rang_at, rang_value = excluded.rang_value`,
  );
  return (n) => {
    const state = nextState();
    kept.set(`${n}/${ticker(1)}`, state);
    return put.run(n, ticker(1), state.phase, state.seq, null, 0, NOW, state.rangValue);
  };
}

function fill(db: Db, store: Store): void {
  const place = { chat: chatId(OWNER), thread: undefined };
  store.chats.add({ id: place.chat, kind: 'private', title: 'x', linkedBy: undefined }, NOW);
  const text = `${ticker(1)} > 100`;
  fillRules(store, { count: ROWS, chats: 1, text: () => ({ ticker: ticker(1), text }) }, NOW);
  db.transact(() => {
    for (let n = 1; n <= ROWS; n++) {
      store.alerts.add(
        {
          eventKey: `rule/${n}/1/T1/1` as never,
          ref: `R${n}`,
          place,
          ruleId: n,
          ticker: ticker(1),
          type: 'price',
          severity: 'medium',
          reason: 'first',
          fate: 'sent',
          evidence: evidence(text),
          firedAt: NOW,
        },
        NOW,
      );
    }
  });
}

function evidence(rule: string): Evidence {
  return {
    kind: 'rule',
    rule,
    code: 'R1',
    headline: 'T1 above 100.00',
    sentence: 'the price is above 100.00, having been below',
    readings: [{ label: 'price', value: 101, previous: 99, isPercent: false, against: '> 100' }],
    price: 101,
    previousPrice: 99,
    previousAt: NOW,
    previousClose: 100,
    currency: 'USD',
    name: 'Company T1',
    source: 'Yahoo',
    delayMs: 0,
    quotedAt: NOW,
    rearm: 'Rings again after falling below 99.50',
    frequency: 'every time',
    note: undefined,
  };
}
