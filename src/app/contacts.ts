import { contactAddress, contactIdOf } from '../core/contact.ts';
import { assert } from '../core/error.ts';
import { html } from '../core/html.ts';
import type { Actor, ChatId } from '../core/people.ts';
import type { OutsideChannel, Target } from '../core/ports/channel.ts';
import { rowsOf, type ContactRow } from './contact-rows.ts';
import type { AppDeps } from './deps.ts';
import { openContact, sealContext, turnOff, turnOn, type ReachNeeds } from './reach.ts';

export type ContactsNeeds = ReachNeeds & Pick<AppDeps, 'defaultZone'>;

/** A channel as it can be added here; `obstacle` says why it cannot. */
export type ChannelKind = Pick<OutsideChannel, 'name' | 'says' | 'example'> & {
  readonly obstacle: string | undefined;
};

export type ReadContact = {
  readonly kind: 'ok';
  readonly channel: string;
  readonly target: Target;
  readonly label: string;
  /** Some of what was typed does not show in its label. */
  readonly isSecret: boolean;
  /** A secret that was made for it, to be said once. */
  readonly note: string | undefined;
};

export type ContactRead = ReadContact | { readonly kind: 'problem'; readonly why: string };

export type Tested = 'on-its-way' | 'just-sent' | 'off' | 'gone';

export type Added =
  | { readonly kind: 'added'; readonly row: ContactRow }
  | { readonly kind: 'known'; readonly row: ContactRow }
  | { readonly kind: 'full' };

/** As many ways to reach one chat there may be. */
export const MOST_CONTACTS = 50;

const TEST_AGAIN_MS = 20_000;

/** Ways to reach a chat besides Telegram. Writes are called within the commit of the update that asks for them. */
export function contactsApp(deps: ContactsNeeds) {
  const { store, outside } = deps;
  return {
    /** What can be added, in the order in which one stands in for another. */
    kinds: (): readonly ChannelKind[] => [...outside.values()].map(kindOf),
    zoneOf: (by: Actor): string => store.chats.get(hereOf(deps, by))?.zone ?? deps.defaultZone,
    list: (by: Actor): readonly ContactRow[] => rowsOf(deps, hereOf(deps, by)),
    find: (address: string, by: Actor) => find(deps, address, by),
    /** Reads what was typed behind a channel's name. */
    read: (channel: string, text: string): ContactRead => read(outside.get(channel), text),
    add: (wish: ReadContact, by: Actor): Added => add(deps, wish, by),
    /** @returns what was removed; undefined when it is not this chat's own, or is gone */
    remove: (address: string, by: Actor): ContactRow | undefined => remove(deps, address, by),
    /** Takes a removal back. @returns undefined when there is nothing to take back */
    restore: (address: string, by: Actor): ContactRow | undefined => restore(deps, address, by),
    turnOn(address: string, by: Actor): ContactRow | undefined {
      if (find(deps, address, by) === undefined) return undefined;
      if (turnOn(deps, address)) note(deps, { action: 'contact.on', subject: address });
      return find(deps, address, by);
    },
    /** Takes back that it was turned on. @returns undefined when it is off again already, or gone */
    turnOff(address: string, why: string, by: Actor): ContactRow | undefined {
      if (find(deps, address, by)?.state.kind !== 'on') return undefined;
      turnOff(deps, address, why);
      note(deps, { action: 'contact.off', subject: address, after: why });
      return find(deps, address, by);
    },
    /** Sends a message there that says what it is. */
    test: (address: string, by: Actor): Tested => test(deps, address, by),
    /** What was typed is not kept: neither in the update nor anywhere on the disk. */
    hush: (updateId: number): void => store.inbox.redact(updateId),
  };
}

function hereOf({ store }: ReachNeeds, by: Actor): ChatId {
  return store.chats.current(by.place.chat);
}

function find(deps: ReachNeeds, address: string, by: Actor): ContactRow | undefined {
  return rowsOf(deps, hereOf(deps, by)).find((row) => row.address === address);
}

function add(deps: ReachNeeds, wish: ReadContact, by: Actor): Added {
  const { store, seal, clock } = deps;
  const chat = hereOf(deps, by);
  const own = rowsOf(deps, chat).filter((row) => row.isOwn);
  const known = own.find((row) => isSame(deps, row, wish));
  if (known !== undefined) return { kind: 'known', row: known };
  if (own.length >= MOST_CONTACTS) return { kind: 'full' };
  const { channel, target, label } = wish;
  const sealed = seal.close(JSON.stringify(target), sealContext(chat, channel));
  const id = store.contacts.add({ chat, channel, label, sealed, createdBy: by.user }, clock());
  const address = contactAddress(id);
  note(deps, { action: 'contact.add', subject: address, after: `${channel} ${label}` });
  const row = find(deps, address, by);
  assert(row, 'what was added is there');
  return { kind: 'added', row };
}

function remove(deps: ReachNeeds, address: string, by: Actor): ContactRow | undefined {
  const row = find(deps, address, by);
  const id = contactIdOf(address);
  if (row?.isOwn !== true || id === undefined) return undefined;
  deps.store.contacts.remove(id, deps.clock());
  const before = `${row.channel} ${row.label}`;
  note(deps, { action: 'contact.remove', subject: address, before });
  return row;
}

function restore(deps: ReachNeeds, address: string, by: Actor): ContactRow | undefined {
  const { store } = deps;
  const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
  if (contact?.chat !== hereOf(deps, by) || contact.sealed === '') return undefined;
  if (!contact.isRemoved) return undefined;
  store.contacts.restore(contact.id);
  note(deps, { action: 'contact.restore', subject: address });
  return find(deps, address, by);
}

function test(deps: ReachNeeds, address: string, by: Actor): Tested {
  const row = find(deps, address, by);
  if (row === undefined) return 'gone';
  if (row.state.kind !== 'on') return 'off';
  const now = deps.clock();
  const key = `contact-test/${address}/${Math.floor(now / TEST_AGAIN_MS)}`;
  const { channel } = row;
  const text = html`🧪 This is a test from Bellwether, asked for by ${by.name}. Alerts will reach
  you here like this.`;
  const to = { place: by.place, channel, address, message: { text } };
  return deps.outbox.contactNotice(key, to, now) === undefined ? 'just-sent' : 'on-its-way';
}

/** A channel that cannot even read its own example lacks something that whoever runs the program has to set up. */
function kindOf(channel: OutsideChannel): ChannelKind {
  const { name, says, example } = channel;
  const tried = channel.read(example.replace(/^\S+\s*/, ''));
  return { name, says, example, obstacle: tried.kind === 'ok' ? undefined : tried.why };
}

function read(channel: OutsideChannel | undefined, text: string): ContactRead {
  if (channel === undefined) return { kind: 'problem', why: 'there is no such channel' };
  const found = channel.read(text);
  if (found.kind === 'problem') return { kind: 'problem', why: masked(found.why, text) };
  const label = channel.label(found.target);
  const isSecret = text.split(/\s+/).some((word) => !label.includes(word));
  return { ...found, channel: channel.name, label, isSecret, note: found.note };
}

/** What is long may be a secret with a slip in it; the answer is kept, so it must not repeat it. */
function masked(why: string, text: string): string {
  const long = text.split(/\s+/).filter((word) => word.length >= LONG && !word.includes('@'));
  return long.reduce((said, word) => said.replaceAll(word, `${word.slice(0, 4)}…`), why);
}

const LONG = 12;

function isSame(deps: ReachNeeds, row: ContactRow, wish: { channel: string; target: Target }) {
  const contact = deps.store.contacts.get(contactIdOf(row.address) ?? Number.NaN);
  if (contact === undefined || row.channel !== wish.channel) return false;
  const target = openContact(deps, contact);
  return target !== undefined && JSON.stringify(target) === JSON.stringify(wish.target);
}

type Entry = { action: string; subject: string; before?: string; after?: string };

function note({ store, clock }: ReachNeeds, entry: Entry): void {
  store.audit.add(entry, clock());
}
