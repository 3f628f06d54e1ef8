import { decodeCallback } from '../../src/core/callback.ts';
import { plainText } from '../../src/core/html.ts';
import type { FrozenMessage } from '../../src/core/ports/channel.ts';
import type { Db } from '../../src/db/open.ts';
import type { LedgerEntry } from '../../src/sandbox/telegram/ledger.ts';
import type { Autopsy } from './autopsy.ts';

/** What a comparison of the outbox with Telegram's own ledger came to. */
export type Account = {
  readonly sent: number;
  /** Messages in the ledger. */
  readonly arrived: number;
  /** Copies beyond the first of the same delivery. */
  readonly repeats: number;
  /** Deliveries that were in doubt at least once. */
  readonly uncertain: number;
  /** One sentence for each broken promise. */
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  readonly unlabelled: readonly string[];
  /** Repeats of what was never in doubt, or more of them than doubts. */
  readonly unexplained: readonly string[];
  readonly disordered: readonly string[];
};

type Row = {
  readonly id: number;
  readonly status: string;
  readonly chat: number;
  readonly lane: string;
  readonly priority: number;
  readonly uncertain: number;
  readonly messageId: string | null;
  readonly body: string | null;
  readonly ref: string | null;
};

type Copies = { readonly row: Row; readonly entries: LedgerEntry[] };

const LABEL = /^🔁 repeat/;
const REF = /· alert #(\w+)$/m;

/**
 * Holds every delivery against every message that Telegram accepted, in both directions.
 *
 * @param doubts how often each delivery was on the wire when the program was killed or its answer lost
 */
export function settleAccounts(
  db: Db,
  ledger: readonly LedgerEntry[],
  doubts: ReadonlyMap<number, number>,
): Account {
  const rows = db.sqlite.prepare<[], Row>(
    `select d.id, d.status, d.chat_id as chat, d.lane, d.priority, d.uncertain,
       d.message_id as messageId, d.body, a.ref
     from delivery d left join alert a on a.id = d.alert_id where d.kind <> 'edit' order by d.id`,
  );
  const all: readonly Copies[] = rows.all().map((row) => ({ row, entries: [] }));
  const messages = ledger.filter((entry) => entry.method.startsWith('send'));
  const tokens = db.sqlite.prepare<[], [string, number]>('select token, delivery_id from button');
  const invented = assign({ all, byToken: new Map(tokens.raw().all()) }, messages);
  const sent = all.filter(({ row }) => row.status === 'sent');
  const repeated = all.filter(({ entries }) => entries.length > 1);
  return {
    sent: sent.length,
    arrived: messages.length,
    repeats: repeated.reduce((sum, { entries }) => sum + entries.length - 1, 0),
    uncertain: all.filter(({ row }) => row.uncertain > 0).length,
    lost: sent
      .filter(({ entries }) => entries.length === 0)
      .map(({ row }) => `delivery ${row.id} is sent, and never arrived`),
    invented: invented.map((entry) => `nobody sent message ${entry.n}: ${entry.text.slice(0, 80)}`),
    unlabelled: repeated.flatMap(unlabelled),
    unexplained: repeated.flatMap((one) => unexplained(one, doubts.get(one.row.id) ?? 0)),
    disordered: disordered(all),
  };
}

/** How often each delivery may have arrived unseen: on the wire at a kill, or its answer lost. */
export function doubtsOf(db: Db, autopsies: readonly Autopsy[]): ReadonlyMap<number, number> {
  const lost = db.sqlite
    .prepare<[], number>("select delivery_id from delivery_attempt where outcome = 'uncertain'")
    .pluck()
    .all();
  const all = [...lost, ...autopsies.flatMap(({ inFlight }) => inFlight)];
  return new Map([...Map.groupBy(all, (id) => id)].map(([id, { length }]) => [id, length]));
}

type Owners = { readonly all: readonly Copies[]; readonly byToken: ReadonlyMap<string, number> };

/** Gives each message to its delivery. @returns those that belong to none */
function assign({ all, byToken }: Owners, messages: readonly LedgerEntry[]): LedgerEntry[] {
  const byId = new Map(all.map((one) => [one.row.id, one]));
  const byRef = new Map(all.map((one) => [one.row.ref, one]));
  const byMessage = new Map(all.map((one) => [`${one.row.chat}/${one.row.messageId}`, one]));
  const byText = Map.groupBy(all, ({ row }) => `${row.chat}/${textOf(row)}`);
  const ownerOf = (entry: LedgerEntry): Copies | undefined => {
    const ref = REF.exec(entry.text)?.[1];
    if (ref !== undefined) return byRef.get(ref);
    const token = entry.data.map((data) => byToken.get(decodeCallback(data)?.token ?? ''))[0];
    return token === undefined ? byMessage.get(`${entry.chat}/${entry.message}`) : byId.get(token);
  };
  const spare: LedgerEntry[] = [];
  for (const entry of messages) {
    const owner = ownerOf(entry);
    if (owner !== undefined && owner.row.chat === entry.chat) owner.entries.push(entry);
    else spare.push(entry);
  }
  // Copies whose answer was lost, and that have no button, are known by their words alone.
  return spare.filter((entry) => {
    const alike = byText.get(`${entry.chat}/${withoutLabel(entry.text)}`) ?? [];
    const owner = alike.find((one) => mayOwn(one, entry));
    owner?.entries.push(entry);
    owner?.entries.sort((a, b) => a.n - b.n);
    return owner === undefined;
  });
}

/** A copy without a label is the first of its delivery; those with one come later. */
function mayOwn({ row, entries }: Copies, copy: LedgerEntry): boolean {
  if (entries.length > row.uncertain) return false;
  const [first] = entries;
  return (
    LABEL.test(copy.text) || first === undefined || (LABEL.test(first.text) && copy.n < first.n)
  );
}

function textOf({ body }: Row): string {
  return body === null ? '' : plainText(JSON.parse(body) as FrozenMessage);
}

function withoutLabel(text: string): string {
  return text.replace(/^(?:(?:🔁|🕰)[^\n]*\n)+/u, '');
}

function unlabelled({ row, entries }: Copies): string[] {
  const named = row.ref === null ? LABEL : new RegExp(`^🔁 repeat of #${row.ref}\\b`);
  return entries
    .slice(1)
    .filter(({ text }) => !named.test(text))
    .map(({ n }) => `message ${n} repeats delivery ${row.id} without saying so`);
}

function unexplained({ row, entries }: Copies, doubts: number): string[] {
  const extra = entries.length - 1;
  if (extra <= doubts && extra <= row.uncertain) return [];
  return [`delivery ${row.id} arrived ${extra} times too often, in doubt ${doubts} times`];
}

/** Within a lane and a priority, first copies arrive in the order in which they were decided. */
function disordered(all: readonly Copies[]): string[] {
  const lanes = Map.groupBy(all, ({ row }) => `${row.lane} priority ${row.priority}`);
  return [...lanes].flatMap(([lane, deliveries]) => {
    const arrived = deliveries.flatMap(({ row, entries }) => {
      const [first] = entries;
      return first === undefined ? [] : [{ id: row.id, n: first.n }];
    });
    return arrived.flatMap((one, i) => {
      const before = arrived[i - 1];
      if (before === undefined || before.n < one.n) return [];
      return [`${lane}: delivery ${one.id} arrived before ${before.id}`];
    });
  });
}
