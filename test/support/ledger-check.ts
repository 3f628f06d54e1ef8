import { decodeCallback } from '../../src/core/callback.ts';
import { plainText } from '../../src/core/html.ts';
import type { FrozenMessage } from '../../src/core/ports/channel.ts';
import type { Db } from '../../src/db/open.ts';
import type { LedgerEntry } from '../../src/sandbox/telegram/ledger.ts';
import { keyHash } from '../../src/channels/key-hash.ts';
import type { Autopsy } from './autopsy.ts';
import type { Arrival } from './receivers.ts';

/** What a comparison of the outbox with the services' own ledgers came to. */
export type Account = {
  readonly sent: number;
  /** Messages in the ledgers. */
  readonly arrived: number;
  /** Copies beyond the first of the same delivery, by channel. */
  readonly repeats: Readonly<Record<string, number>>;
  /** Those of them that their service did not know by their key, and has shown twice. */
  readonly shownTwice: readonly string[];
  /** Deliveries that were in doubt at least once. */
  readonly uncertain: number;
  /** One sentence for each broken promise. */
  readonly unheard: readonly string[];
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
  readonly channel: string;
  readonly key: string;
  readonly chat: number;
  readonly lane: string;
  readonly priority: number;
  readonly uncertain: number;
  readonly messageId: string | null;
  readonly body: string | null;
  readonly ref: string | null;
};

/** A message in a ledger; `key` where its service asks for one. */
type Entry = Pick<LedgerEntry, 'n' | 'text'> & {
  readonly key?: string;
  readonly isKnown?: boolean;
};

type Copies = { readonly row: Row; readonly entries: Entry[] };

const LABEL = /^🔁 repeat/m;
const REF = /· alert #(\w+)$/m;

/**
 * Holds every delivery against every message that Telegram and the other services accepted, in both directions.
 *
 * @param doubts how often each delivery was on the wire when the program was killed or its answer lost
 */
export function settleAccounts(
  db: Db,
  { ledger, arrivals = [] }: Ledgers,
  doubts: ReadonlyMap<number, number>,
): Account {
  const rows = db.sqlite.prepare<[], Row>(
    `select d.id, d.status, d.channel, d.key, d.chat_id as chat, d.lane, d.priority, d.uncertain,
       d.message_id as messageId, d.body, a.ref
     from delivery d left join alert a on a.id = d.alert_id where d.kind <> 'edit' order by d.id`,
  );
  const all: readonly Copies[] = rows.all().map((row) => ({ row, entries: [] }));
  const messages = ledger.filter((entry) => entry.method.startsWith('send'));
  const tokens = db.sqlite.prepare<[], [string, number]>('select token, delivery_id from button');
  const byTelegram = all.filter(({ row }) => row.channel === 'telegram');
  const invented = [
    ...assign({ all: byTelegram, byToken: new Map(tokens.raw().all()) }, messages),
    ...assignByKey(all, arrivals),
  ];
  const sent = all.filter(({ row }) => row.status === 'sent');
  const repeated = all.filter(({ entries }) => entries.length > 1);
  return {
    sent: sent.length,
    arrived: messages.length + arrivals.length,
    repeats: repeatsOf(repeated),
    shownTwice: all.flatMap(shownTwice),
    unheard: unheard(db, all),
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

/** What each service wrote down of itself. */
export type Ledgers = {
  readonly ledger: readonly LedgerEntry[];
  readonly arrivals?: readonly Arrival[];
};

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
  const byMessage = new Map(all.map((one) => [`${one.row.chat}/${one.row.messageId}`, one]));
  const byText = Map.groupBy(all, ({ row }) => `${row.chat}/${textOf(row)}`);
  const byRef = Map.groupBy(all, ({ row }) => `${row.chat}/${row.ref}`);
  // An alert may have several messages in a chat, such as a reminder; its buttons tell them apart.
  const ownerOf = (entry: LedgerEntry): Copies | undefined => {
    const token = entry.data.map((data) => byToken.get(decodeCallback(data)?.token ?? ''))[0];
    if (token !== undefined) return byId.get(token);
    const ofRef = byRef.get(`${entry.chat}/${REF.exec(entry.text)?.[1]}`) ?? [];
    return (
      byMessage.get(`${entry.chat}/${entry.message}`) ?? (ofRef.length > 1 ? undefined : ofRef[0])
    );
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

/** Where a service asks for a key, that says whose it is. @returns those that belong to none */
function assignByKey(all: readonly Copies[], arrivals: readonly Arrival[]): readonly Arrival[] {
  const byKey = new Map(
    all.flatMap((one) => {
      const { channel, key } = one.row;
      return [key, keyHash(key)].map((name) => [`${channel}/${name}`, one] as const);
    }),
  );
  return arrivals.filter((arrival) => {
    const owner = byKey.get(`${arrival.channel}/${arrival.key}`);
    owner?.entries.push(arrival);
    return owner === undefined;
  });
}

function repeatsOf(repeated: readonly Copies[]): Readonly<Record<string, number>> {
  const byChannel = Map.groupBy(repeated, ({ row }) => row.channel);
  const count = (sum: number, { entries }: Copies): number => sum + entries.length - 1;
  return Object.fromEntries(
    [...byChannel].map(([channel, copies]) => [channel, copies.reduce(count, 0)]),
  );
}

function shownTwice({ row, entries }: Copies): readonly string[] {
  const shown = entries.filter(({ isKnown }) => isKnown === false);
  return shown.length > 1 ? [`${row.channel} shows delivery ${row.id} ${shown.length} times`] : [];
}

type AlertRow = {
  readonly id: number;
  readonly ref: string;
  readonly fate: string;
  readonly alone: string | null;
  readonly together: string | null;
};

/** Alerts that rang, and of which no ledger has a message with their ref, or a message that carries them with others. */
function unheard(db: Db, all: readonly Copies[]): readonly string[] {
  const texts = new Map(all.map(({ row, entries }) => [row.id, entries.map(({ text }) => text)]));
  const alerts = db.sqlite.prepare<[], AlertRow>(
    `select a.id, a.ref, a.fate,
       (select group_concat(id) from delivery where alert_id = a.id and kind = 'alert') as alone,
       (select group_concat(id) from delivery where bundle_id = a.bundle_id) as together
     from alert a where a.fate <> 'suppressed'`,
  );
  const textsOf = (ids: string | null): readonly string[] =>
    (ids ?? '').split(',').flatMap((id) => texts.get(Number(id)) ?? []);
  return alerts.all().flatMap(({ id, ref, fate, alone, together }) => {
    const isHeard =
      textsOf(alone).some((text) => text.includes(ref)) || textsOf(together).length > 0;
    return isHeard ? [] : [`alert ${id} (${ref}, ${fate}) is in no message that arrived`];
  });
}

/** A copy without a label is the first of its delivery; those with one come later. */
function mayOwn({ row, entries }: Copies, copy: Entry): boolean {
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
  return text.replace(/^(?:(?:🔁|🕰|⏰|↪️)[^\n]*\n)+/u, '');
}

function unlabelled({ row, entries }: Copies): string[] {
  const named = row.ref === null ? LABEL : new RegExp(`^🔁 repeat of #${row.ref}\\b`, 'm');
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
