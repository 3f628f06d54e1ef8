import { join } from 'node:path';
import { USUAL_POLICY } from '../../src/core/chat-policy.ts';
import { chatId, type Place } from '../../src/core/people.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { startYahooVendor } from '../../src/sandbox/vendor-yahoo.ts';
import { count, unfinished } from '../support/autopsy.ts';
import { envFor, EVERY_SECOND, live, startWitness, until, type Witness } from '../support/fleet.ts';
import { freePort } from '../support/free-port.ts';
import { addHome, makeHome, OWNER, placeOf, prepare, ruleOf } from '../support/homes.ts';
import { aFeedQuote, feedOf } from '../support/vendor-yahoo.ts';
import { complaint, type Report, type Suite, type SuiteOptions } from './suite.ts';

const WHOLE = 10_000;

/** Every rule of a town rings in one scan: the real program, before a Telegram that enforces its limits. */
export const stormSuite: Suite = {
  name: 'storm',
  says: 'so many rules over 20 private chats, groups and topics ring in one scan',
  kills: WHOLE,
  unit: 'rules',
  needsBundle: true,
  async run(options) {
    const { folder, main, kills: rules } = options;
    const database = join(folder, 'bellwether.db');
    const ledger = join(folder, 'ledger.jsonl');
    const witness = await startWitness(ledger);
    const sky = await startSky();
    try {
      furnish(database, await places(witness), rules);
      await witness.ask('rates', { on: true });
      const port = await freePort();
      const around = { witness, yahoo: sky.url, database };
      const env = { ...envFor(around), ...EVERY_SECOND, PORT: String(port) };
      const life = live({ main, folder, env });
      await life.ready;
      const isArmed = await until(() => count(database, ARMED) === rules, { limitMs: LIMIT_MS });
      await fetch(`http://127.0.0.1:${port}/metrics`);
      const from = readLedger(ledger).length;
      sky.rise();
      const hasRung = await until(() => count(database, 'select count(*) from alert') >= rules, {
        limitMs: LIMIT_MS,
      });
      const isSent = await until(() => unfinished(database) === 0, { limitMs: LIMIT_MS });
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const code = await life.stop();
      const report = judge(options, { database, ledger, from });
      return {
        figures: [
          ...report.figures,
          ['event loop ms, p99 / longest', `${lagOf(metrics, 'p99')} / ${lagOf(metrics, 'max')}`],
        ],
        broken: [
          ...(isArmed ? [] : ['the rules were never armed']),
          ...(hasRung ? [] : ['not every rule rang']),
          ...(isSent ? [] : ['something was never sent']),
          // A short form runs beside other tests, and says nothing of time.
          ...(rules < WHOLE || lagOf(metrics, 'p99') < 200
            ? []
            : ['the event loop stood still for too long']),
          ...(code === 0 ? [] : [`SIGTERM ended with ${code ?? 'a kill'}`]),
          ...report.broken,
        ],
      };
    } finally {
      await witness.stop();
      await sky.close();
    }
  },
};

const LIMIT_MS = 120_000;
const TICKERS = 100;
const ARMED = "select count(*) from rule_state where phase = 'armed'";

/** A hundred shares that stand below every limit until they rise above it together. */
async function startSky() {
  let price = 98;
  const quote = (symbol: string) =>
    /^S\d+$/.test(symbol)
      ? aFeedQuote({
          symbol,
          name: `${symbol} Corporation`,
          price,
          previousClose: 100,
          time: Math.floor(Date.now() / 1000),
        })
      : undefined;
  const vendor = await startYahooVendor({ feed: { ...feedOf([]), quote } });
  return { url: vendor.url, rise: () => void (price = 102), close: () => vendor.close() };
}

/** Twelve people, five groups and the topics of three forums. */
async function places(witness: Witness): Promise<readonly Place[]> {
  const found: Place[] = [];
  for (let n = 0; n < 20; n++) {
    const id = n < 12 ? OWNER + n : n < 17 ? -5_000 - n : -1_001_000_000_000 - n;
    await makeHome(witness, { id, ...(n >= 17 && { kind: 'supergroup', forum: true }) });
    const topic = n < 17 ? undefined : await witness.ask('topic', { chat: id, name: 'Shares' });
    found.push({ chat: chatId(id), thread: topic === undefined ? undefined : Number(topic) });
  }
  return found;
}

function furnish(database: string, where: readonly Place[], rules: number): void {
  prepare(database, (store, now) => {
    for (const { chat } of where) {
      addHome(store, { id: chat }, now);
      // Asking again makes messages of its own; here each alert is to be in exactly one.
      store.chats.setPolicy(chat, { ...USUAL_POLICY, escalateAfterMs: [], resolved: 'off' });
    }
    for (let n = 0; n < rules; n++) {
      const place = where[n % where.length] ?? placeOf(OWNER);
      const isCritical = Math.floor(n / where.length) % 100 === 7;
      const text = `S${n % TICKERS} > 100${isCritical ? ' sev:critical' : ''}`;
      store.rules.add(ruleOf(place, `R${n}`, text), now);
    }
  });
}

type Aftermath = { readonly database: string; readonly ledger: string; readonly from: number };

function judge({ kills: rules }: SuiteOptions, { database, ledger, from }: Aftermath): Report {
  const one = (query: string): number => count(database, query);
  const db = openDb(database, 'drizzle');
  const unaccounted = createStore(db).census.audit();
  db.close();
  const arrived = readLedger(ledger)
    .slice(from)
    .filter(({ method }) => method.startsWith('send')).length;
  const counts = {
    alerts: one("select count(*) from alert where fate = 'sent'"),
    'alerts not in exactly one message': one(`select count(*) from alert a where 1 <> (
      select count(*) from delivery d where d.kind = 'alert' and d.status = 'sent'
        and (d.alert_id = a.id or d.bundle_id = a.bundle_id))`),
    digests: one("select count(*) from bundle where kind = 'storm'"),
    'chats with more than one digest': one(
      `select count(*) from (select 1 from bundle where kind = 'storm' group by chat_id having count(*) > 1)`,
    ),
    'critical alerts': one("select count(*) from alert where severity = 'critical'"),
    'critical ones that shared a message': one(
      "select count(*) from alert where severity = 'critical' and bundle_id is not null",
    ),
    'critical ones after their chat’s digest': one(`select count(*) from delivery c
      join delivery d on d.chat_id = c.chat_id and d.bundle_id is not null
      where c.priority = 0 and cast(c.message_id as integer) > cast(d.message_id as integer)`),
    'answers of 429': one("select count(*) from delivery_attempt where code = '429'"),
    unaccounted,
  };
  const sent = one(`select count(*) from delivery where status = 'sent' and kind = 'alert'`);
  const seconds = one(
    `select (max(finished_at) - min(created_at)) / 1000 from delivery where kind = 'alert'`,
  );
  const wrong = Object.entries(counts).filter(
    ([name, n]) => n > 0 && !['alerts', 'digests', 'critical alerts'].includes(name),
  );
  return {
    figures: [
      ...Object.entries(counts),
      ['messages', sent],
      ['messages that arrived', arrived],
      ['seconds until the last', seconds],
    ],
    broken: complaint([
      ...wrong.map(([name, n]) => `${n} ${name}`),
      ...(counts.alerts === rules ? [] : [`${counts.alerts} of ${rules} alerts were sent`]),
      ...(arrived === sent ? [] : [`${arrived} messages arrived, and ${sent} were sent`]),
    ]),
  };
}

function lagOf(metrics: string, which: string): number {
  const found = new RegExp(`^nodejs_eventloop_lag_${which}_seconds (\\S+)`, 'm').exec(metrics);
  return Math.round(Number(found?.[1] ?? NaN) * 1000);
}
