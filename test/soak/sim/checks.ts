import type { Parcel } from '../../../src/core/ports/channel.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import type { DeliveryRow } from '../../../src/db/deliveries.ts';
import { contactIdOf } from '../../../src/core/contact.ts';
import type { Life } from './life.ts';
import type { Reference, RefRule } from './reference.ts';
import type { Wire } from './wire.ts';

type Scene = {
  readonly wire: Wire;
  readonly reference: Reference;
  readonly ruleOf: (ruleId: number) => RefRule | undefined;
};

/** Whether this message may leave now; what is wrong with that, in sentences. */
export function checkSending(
  { wire, reference, ruleOf }: Scene,
  { db, store }: Pick<Life, 'db' | 'store'>,
  { parcel, lane, now }: { parcel: Parcel; lane: string; now: number },
): readonly string[] {
  const found: string[] = [];
  const row = rowOf(db, parcel.key);
  if (row === undefined) return [`${parcel.key} left and is not written down`];
  const complain = (what: string): void => void found.push(`${parcel.key} to ${lane} ${what}`);
  const rest = wire.restsUntil(lane);
  if (now < rest) complain(`left ${rest - now} ms before it was allowed`);
  const inFlight = db.sqlite
    .prepare("select lane, count(*) as n from delivery where status = 'sending' group by lane")
    .all() as readonly { lane: string; n: number }[];
  // Telegram has three of its own, and the others together as many.
  const alike = inFlight.filter((one) => isTelegram(one.lane) === isTelegram(lane));
  if (inFlight.some(({ n }) => n > 1) || alike.length > 3) complain('left beside too many');
  const before = overtaken(db, row);
  if (before !== undefined && row.attempts + row.uncertain === 0) complain(`overtook ${before}`);
  if (row.editsId === null && wire.triesOf(parcel.key) > 0 && row.uncertain > 0) {
    if (parcel.prefix?.includes('repeat') !== true) complain('is a repeat and does not say so');
  }
  if (row.kind !== 'alert') return found;
  const alerts = carried(db, row);
  if (alerts.length === 0) complain('carries nothing');
  const owner = contactIdOf(parcel.address);
  const isFresh = row.uncertain === 0 && !wire.doubted.has(parcel.key);
  for (const alert of alerts) {
    const chat = store.chats.current(alert.chatId as never);
    if (owner === undefined ? parcel.address !== String(chat) : chatOfContact(db, owner) !== chat)
      complain(`is for chat ${chat}`);
    if (!isFresh) continue;
    const rule = ruleOf(alert.ruleId);
    const isFirst = (row.step ?? 'first') === 'first';
    const isElsewhere = hasLeft(db, alert, row.id, wire);
    if (isFirst && !isElsewhere && rule && reference.muting(rule, now) && row.priority > 0)
      complain('left although it was muted');
    if (row.step?.startsWith('escalation') === true && (alert.ackedAt ?? alert.resolvedAt) !== null)
      complain('asks again about what was acknowledged, or is over');
    if (row.step === 'resolved' && !firstArrived(db, alert.id, row))
      complain('says that it is over where nobody was told of it');
  }
  return found;
}

function isTelegram(lane: string): boolean {
  return lane.startsWith('telegram:');
}

type AlertBit = {
  id: number;
  chatId: number;
  ruleId: number;
  ackedAt: number | null;
  resolvedAt: number | null;
  bundleId: number | null;
};

function rowOf(db: Life['db'], key: string): DeliveryRow | undefined {
  return db.sqlite
    .prepare<[string], DeliveryRow>(
      `select id, key, kind, step, lane, channel, address, priority, attempts, uncertain, status,
         alert_id as alertId, bundle_id as bundleId, edits_id as editsId, created_at as createdAt
       from delivery where key = ?`,
    )
    .get(key);
}

/** Something in its lane that should have gone before it. */
function overtaken(db: Life['db'], { lane, priority, id }: DeliveryRow): string | undefined {
  return db.sqlite
    .prepare<[string, number, number], string>(
      `select key from delivery d where lane = ? and status in ('queued', 'uncertain') and kind <> 'edit'
         and (priority, id) < (?, ?) limit 1`,
    )
    .pluck()
    .get(lane, priority, id);
}

function carried(db: Life['db'], { alertId, bundleId }: DeliveryRow): readonly AlertBit[] {
  return db.sqlite
    .prepare<[number | null, number | null], AlertBit>(
      `select id, chat_id as chatId, rule_id as ruleId, acked_at as ackedAt, bundle_id as bundleId,
         resolved_at as resolvedAt from alert where (id = ? or bundle_id = ?) and fate <> 'suppressed'`,
    )
    .all(alertId, bundleId);
}

/** It is on its way by another message already. */
function hasLeft(db: Life['db'], { id, bundleId }: AlertBit, own: number, wire: Wire): boolean {
  const keys = db.sqlite
    .prepare<[number, number | null, number], string>(
      "select key from delivery where (alert_id = ? or bundle_id = ?) and id <> ? and kind = 'alert'",
    )
    .pluck()
    .all(id, bundleId, own);
  return keys.some((key) => wire.mayHave(key));
}

function firstArrived(db: Life['db'], alertId: number, { channel, address }: DeliveryRow): boolean {
  return (
    db.sqlite
      .prepare(
        `select 1 from delivery where alert_id = ? and channel = ? and address = ? and step = 'first'
           and (status = 'sent' or uncertain > 0)`,
      )
      .get(alertId, channel, address) !== undefined
  );
}

function chatOfContact(db: Life['db'], id: number): unknown {
  return db.sqlite.prepare('select chat_id from contact where id = ?').pluck().get(id);
}

/** What must hold after every step. */
export function checkStanding({ db, store }: Pick<Life, 'db' | 'store'>, now: number): string[] {
  const found: string[] = [];
  const { unaccounted } = store.census.take(now);
  if (unaccounted !== 0) found.push(`${unaccounted} alerts are unaccounted for`);
  const ask = (what: string, sql: string): void => {
    const rows = db.sqlite.prepare(sql).pluck().all();
    if (rows.length > 0) found.push(`${what}: ${rows.join(', ')}`);
  };
  // Counted another way than the census does.
  ask(
    'an open alert waits for nothing',
    `select a.id from alert a where a.fate = 'open'
       and a.id not in (select alert_id from delivery where alert_id is not null and kind = 'alert'
         and status in ('queued', 'sending', 'uncertain'))
       and coalesce(a.bundle_id, 0) not in (select bundle_id from delivery
         where bundle_id is not null and status in ('queued', 'sending', 'uncertain'))
       and coalesce(a.bundle_id, 0) not in (select id from bundle where status = 'open')`,
  );
  ask(
    'a critical alert waits with others',
    "select id from alert where severity = 'critical' and bundle_id is not null and fate <> 'suppressed'",
  );
  ask(
    'a critical alert did not go out at once',
    `select id from alert a where severity = 'critical' and fate <> 'suppressed' and not exists
       (select 1 from delivery d where d.alert_id = a.id and d.created_at = a.created_at)`,
  );
  ask(
    'held back without a reason',
    "select id from alert where fate = 'suppressed' and reason not like 'suppressed-%'",
  );
  ask(
    'given up without a reason',
    "select id from delivery where status in ('dead', 'expired') and coalesce(last_code, '') = ''",
  );
  ask(
    'digests of a chat too soon after another',
    `select d.key from delivery d join bundle b on b.id = d.bundle_id join delivery e on e.id < d.id
       and e.lane = d.lane join bundle c on c.id = e.bundle_id
     where b.kind = 'storm' and c.kind = 'storm' and d.step = 'first' and e.step = 'first'
       and b.sealed_at - c.sealed_at between 1 and ${MINUTE_MS - 1} and d.created_at = b.sealed_at
       and e.created_at = c.sealed_at`,
  );
  ask(
    'one bundle of a kind per place is gathered',
    "select min(id) from bundle where status = 'open' group by chat_id, thread, kind having count(*) > 1",
  );
  ask(
    'asked again twice for one step',
    `select min(key) from delivery where step like 'escalation%' group by alert_id, step, lane
       having count(*) > 1`,
  );
  return found;
}

/** What must hold when all is done. */
export function checkEnd(
  { wire }: Pick<Scene, 'wire'>,
  { db }: Pick<Life, 'db'>,
): readonly string[] {
  const found: string[] = [];
  const open = db.sqlite.prepare("select id from alert where fate = 'open'").pluck().all();
  if (open.length > 0) found.push(`alerts never ended: ${open.join(', ')}`);
  const arrived = Map.groupBy(wire.arrivals, ({ key }) => key);
  const rows = db.sqlite
    .prepare<[], { id: number; keys: string }>(
      `select a.id, group_concat(d.key) as keys from alert a join delivery d
         on (d.alert_id = a.id or d.bundle_id = a.bundle_id) and coalesce(d.step, '') <> 'resolved'
         and d.kind = 'alert' where a.fate = 'sent' group by a.id`,
    )
    .all();
  const sent = db.sqlite.prepare("select count(*) from alert where fate = 'sent'").pluck().get();
  if (sent !== rows.length) found.push(`${String(sent)} were sent, ${rows.length} by a message`);
  for (const { id, keys } of rows)
    if (!keys.split(',').some((key) => arrived.has(key))) found.push(`alert ${id} reached nobody`);
  for (const [key, copies] of arrived) {
    if (rowOf(db, key) === undefined) found.push(`${key} arrived and is not written down`);
    if (copies.length > 1 && !key.startsWith('edit/')) {
      if (!wire.doubted.has(key)) found.push(`${key} arrived ${copies.length} times for no reason`);
      for (const { prefix } of copies.slice(1))
        if (prefix !== 'unknown' && prefix?.includes('repeat') !== true)
          found.push(`${key} arrived again and does not say so`);
    }
  }
  return found;
}
