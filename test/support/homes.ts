import { chatId, userId, type ChatKind, type Place } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant, type Instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import type { NewRule } from '../../src/db/rules.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import type { Witness } from './fleet.ts';

/** Owns every program that is started as a process of its own. */
export const OWNER = 101;
export const BY = userId(OWNER);

/** A person with their private chat; or, below zero, a group. */
type Home = { readonly id: number; readonly kind?: ChatKind };

type Pretended = {
  readonly id: number;
  readonly kind?: ChatKind | 'supergroup';
  readonly forum?: boolean;
  /** The owner alone, when left out of a group. */
  readonly members?: readonly number[];
  readonly admins?: readonly number[];
};

/** In the pretend Telegram. */
export async function makeHome(witness: Witness, home: Pretended): Promise<void> {
  const { id } = home;
  if (id > 0) await witness.ask('person', { id, name: `Person ${id}` });
  const members = [id > 0 ? id : OWNER];
  await witness.ask('chat', { kind: kindOf(id), members, ...home });
}

/** In the database: let in, or linked. */
export function addHome(store: Store, { id, kind = kindOf(id) }: Home, now: Instant): void {
  const role = id === OWNER ? 'owner' : 'member';
  if (id > 0) store.people.approve({ id: userId(id), name: `Person ${id}`, role, by: BY }, now);
  store.chats.add({ id: chatId(id), kind, title: `Place ${id}`, linkedBy: BY }, now);
}

/** What a program finds when it starts for the first time. */
export function prepare(database: string, write: (store: Store, now: Instant) => void): void {
  const db = openDb(database, 'drizzle');
  const store = createStore(db);
  store.transact(() => write(store, instant(Date.now())));
  db.close();
}

/** The owner's rule about the ticker that its text begins with. */
export function ruleOf(place: Place, code: string, text: string): NewRule {
  const ticker = (text.split(' ')[0] ?? '') as Ticker;
  const target = { kind: 'ticker', ticker } as const;
  return { place, code, text, target, reference: undefined, expiresAt: undefined, by: BY };
}

export function placeOf(id: number): Place {
  return { chat: chatId(id), thread: undefined };
}

function kindOf(id: number): ChatKind {
  return id > 0 ? 'private' : 'group';
}
