import type { Parcel } from '../../../src/core/ports/channel.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import type { DeliveryRow } from '../../../src/db/deliveries.ts';
import { contactIdOf } from '../../../src/core/contact.ts';
import type { Ask } from './ask.ts';
import type { Life } from './life.ts';
import type { Reference, RefRule } from './reference.ts';
import type { Arrival, Wire } from './wire.ts';

type Scene = {
  readonly wire: Wire;
  readonly reference: Reference;
  readonly ruleOf: (ruleId: number) => RefRule | undefined;
};

/** Whether this message may leave now; what is wrong with that, in sentences. */
export function checkSending(
  { wire, reference, ruleOf }: Scene,
  { ask, store }: Pick<Life, 'ask' | 'store'>,
  { parcel, lane, now }: { parcel: Parcel; lane: string; now: number },
): readonly string[] {
  const found: string[] = [];
  const row = rowOf(ask, parcel.key);
  if (row === undefined) return [`${parcel.key} left and is not written down`];
  const complain = (what: string): void => void found.push(`${parcel.key} to ${lane} ${what}`);
  const rest = wire.restsUntil(lane);
  if (now < rest) complain(`left ${rest - now} ms before it was allowed`);
  const inFlight = ask
    .prepare<[], { lane: string; n: number }>(
      "select lane, count(*) as n from delivery where status = 'sending' group by lane",
    )
    .all();
  // Telegram has three of its own, and the others together as many.
  const alike = inFlight.filter((one) => isTelegram(one.lane) === isTelegram(lane));
  if (inFlight.some(({ n }) => n > 1) || alike.length > 3) complain('left beside too many');
  const before = overtaken(ask, row);
  if (before !== undefined && row.attempts + row.uncertain === 0) complain(`overtook ${before}`);
  if (row.editsId === null && wire.triesOf(parcel.key) > 0 && row.uncertain > 0) {
    if (parcel.prefix?.includes('repeat') !== true) complain('is a repeat and does not say so');
  }
  if (row.kind !== 'alert') return found;
  const alerts = carried(ask, row);
  if (alerts.length === 0) complain('carries nothing');
  const owner = contactIdOf(parcel.address);
  const isFresh = row.uncertain === 0 && !wire.doubted.has(parcel.key);
  for (const alert of alerts) {
    const chat = store.chats.current(alert.chatId as never);
    if (owner === undefined ? parcel.address !== String(chat) : chatOfContact(ask, owner) !== chat)
      complain(`is for chat ${chat}`);
    if (!isFresh) continue;
    const rule = ruleOf(alert.ruleId);
    const isFirst = (row.step ?? 'first') === 'first';
    const isElsewhere = hasLeft({ ask, wire }, alert, row.id);
    if (isFirst && !isElsewhere && rule && reference.muting(rule, now))
      complain('left although it was muted');
    if (row.step?.startsWith('escalation') === true && (alert.ackedAt ?? alert.resolvedAt) !== null)
      complain('asks again about what was acknowledged, or is over');
    if (row.step === 'resolved' && !firstArrived(ask, alert.id, row))
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

function rowOf(ask: Ask, key: string): DeliveryRow | undefined {
  return ask
    .prepare<
      unknown[],
      DeliveryRow
    >(`select id, key, kind, step, lane, channel, address, priority, attempts, uncertain, status,
       alert_id as alertId, bundle_id as bundleId, edits_id as editsId, created_at as createdAt
     from delivery where key = ?`)
    .get(key);
}

/** Something in its lane that should have gone before it. */
function overtaken(ask: Ask, { lane, priority, id }: DeliveryRow): string | undefined {
  return ask
    .prepare<
      unknown[],
      { key: string }
    >(`select key from delivery d where lane = ? and status in ('queued', 'uncertain')
       and kind <> 'edit' and (priority, id) < (?, ?) limit 1`)
    .get(lane, priority, id)?.key;
}

const BITS = `select id, chat_id as chatId, rule_id as ruleId, acked_at as ackedAt,
  bundle_id as bundleId, resolved_at as resolvedAt from alert`;

function carried(ask: Ask, { alertId, bundleId }: DeliveryRow): readonly AlertBit[] {
  if (alertId !== null)
    return ask
      .prepare<unknown[], AlertBit>(`${BITS} where id = ? and fate <> 'suppressed'`)
      .all(alertId);
  return ask
    .prepare<unknown[], AlertBit>(`${BITS} where bundle_id = ? and fate <> 'suppressed'`)
    .all(bundleId);
}

type Eyes = { readonly ask: Ask; readonly wire: Wire };

/** It is on its way by another message already. */
function hasLeft({ ask, wire }: Eyes, { id, bundleId }: AlertBit, own: number): boolean {
  const keys = ask
    .prepare<
      unknown[],
      { key: string }
    >(`select key from delivery where alert_id = ? and id <> ? and kind = 'alert'
     union all select key from delivery where bundle_id = ? and id <> ? and kind = 'alert'`)
    .all(id, own, bundleId, own);
  return keys.some(({ key }) => wire.mayHave(key));
}

function firstArrived(ask: Ask, alertId: number, { lane }: DeliveryRow): boolean {
  const first = ask
    .prepare(`select 1 from delivery where alert_id = ? and lane = ? and step = 'first'
       and (status = 'sent' or uncertain > 0)`)
    .get(alertId, lane);
  return first !== undefined;
}

function chatOfContact(ask: Ask, id: number): number | undefined {
  return ask
    .prepare<unknown[], { chat: number }>('select chat_id as chat from contact where id = ?')
    .get(id)?.chat;
}

/** What must hold after every step. */
export function checkStanding({ ask, store }: Pick<Life, 'ask' | 'store'>, now: number): string[] {
  const found: string[] = [];
  const { unaccounted } = store.census.take(now);
  if (unaccounted !== 0) found.push(`${unaccounted} alerts are unaccounted for`);
  for (const [what, sql] of NEVER) {
    const rows = ask
      .prepare<[], { one: string }>(sql)
      .all()
      .map(({ one }) => one);
    if (rows.length > 0) found.push(`${what}: ${rows.join(', ')}`);
  }
  return found;
}

/** What would be wrong, and where it would be seen. Counted another way than the program's own census does. */
const NEVER: readonly (readonly [what: string, sql: string])[] = [
  [
    'an open alert waits for nothing',
    `select a.id as one from alert a where a.fate = 'open'
       and a.id not in (select alert_id from delivery where alert_id is not null and kind = 'alert'
         and status in ('queued', 'sending', 'uncertain'))
       and coalesce(a.bundle_id, 0) not in (select bundle_id from delivery
         where bundle_id is not null and status in ('queued', 'sending', 'uncertain'))
       and coalesce(a.bundle_id, 0) not in (select id from bundle where status = 'open')`,
  ],
  [
    'a critical alert waits with others',
    "select id as one from alert where severity = 'critical' and bundle_id is not null and fate <> 'suppressed'",
  ],
  [
    'a critical alert did not go out at once',
    `select id as one from alert a where severity = 'critical' and fate <> 'suppressed' and not exists
       (select 1 from delivery d where d.alert_id = a.id and d.created_at = a.created_at)`,
  ],
  [
    'held back without a reason',
    "select id as one from alert where fate = 'suppressed' and reason not like 'suppressed-%'",
  ],
  [
    'given up without a reason',
    "select id as one from delivery where status in ('dead', 'expired') and coalesce(last_code, '') = ''",
  ],
  [
    'digests of a place too soon after another',
    `select d.key as one from delivery d join bundle b on b.id = d.bundle_id join delivery e on e.id < d.id
       and e.lane = d.lane join bundle c on c.id = e.bundle_id and c.chat_id = b.chat_id and c.thread is b.thread
     where b.kind = 'storm' and c.kind = 'storm' and d.step = 'first' and e.step = 'first'
       and b.sealed_at - c.sealed_at between 1 and ${MINUTE_MS - 1} and d.created_at = b.sealed_at
       and e.created_at = c.sealed_at`,
  ],
  [
    'one bundle of a kind per place is gathered',
    "select min(id) as one from bundle where status = 'open' group by chat_id, thread, kind having count(*) > 1",
  ],
  [
    'asked again twice for one step',
    `select min(key) from delivery where step like 'escalation%' group by alert_id, step, lane
       having count(*) > 1`,
  ],
];

/** What must hold when all is done. */
export function checkEnd(
  { wire }: Pick<Scene, 'wire'>,
  { ask }: Pick<Life, 'ask'>,
): readonly string[] {
  const found: string[] = [];
  const open = ask.prepare<[], { id: number }>("select id from alert where fate = 'open'").all();
  if (open.length > 0) found.push(`alerts never ended: ${open.map(({ id }) => id).join(', ')}`);
  const arrived = Map.groupBy(wire.arrivals, ({ key }) => key);
  const rows = ask
    .prepare<
      [],
      { id: number; keys: string }
    >(`select a.id, group_concat(d.key) as keys from alert a join delivery d
       on (d.alert_id = a.id or d.bundle_id = a.bundle_id) and coalesce(d.step, '') <> 'resolved'
       and d.kind = 'alert' where a.fate = 'sent' group by a.id`)
    .all();
  const sent = ask.prepare<[]>("select id from alert where fate = 'sent'").all().length;
  if (sent !== rows.length) found.push(`${sent} were sent, ${rows.length} by a message`);
  for (const { id, keys } of rows)
    if (!keys.split(',').some((key) => arrived.has(key))) found.push(`alert ${id} reached nobody`);
  for (const [key, copies] of arrived) {
    if (rowOf(ask, key) === undefined) found.push(`${key} arrived and is not written down`);
    if (copies.length > 1 && !key.startsWith('edit/')) found.push(...checkCopies(wire, copies));
  }
  return found;
}

function checkCopies(wire: Wire, copies: readonly Arrival[]): readonly string[] {
  const [first, ...others] = copies;
  const { key = '' } = first ?? {};
  const silent = others.filter(
    ({ prefix }) => prefix !== 'unknown' && prefix?.includes('repeat') !== true,
  );
  return [
    ...(wire.doubted.has(key) ? [] : [`${key} arrived ${copies.length} times for no reason`]),
    ...silent.map(() => `${key} arrived again and does not say so`),
  ];
}
