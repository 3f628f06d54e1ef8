import { contactAddress, contactIdOf, installationAddress } from '../core/contact.ts';
import type { StoredContact } from '../core/contact.ts';
import { html, lines } from '../core/html.ts';
import { button } from '../core/message.ts';
import { chatId, type ChatId } from '../core/people.ts';
import type { Target } from '../core/ports/channel.ts';
import type { Contact, Reach } from '../core/ports/reach.ts';
import type { Switches } from '../core/ports/switches.ts';
import type { AppDeps } from './deps.ts';

export type ReachNeeds = Pick<
  AppDeps,
  'store' | 'outbox' | 'clock' | 'outside' | 'seal' | 'firstChat'
>;

/** Ways to the people of chats besides Telegram: what the chats have added, and what stands in the environment. */
export function reachApp(deps: ReachNeeds): Reach & Switches {
  const { store, outside } = deps;
  return {
    contactsOf(chat) {
      const here = store.chats.current(chat);
      const own = store.contacts.ofChat(here);
      const isTheirs = sharesInstallation(deps, here);
      return [...outside.values()].flatMap((channel): readonly Contact[] => [
        ...own.filter((one) => one.channel === channel.name).map((one) => ofChat(deps, one)),
        ...(isTheirs && channel.ofInstallation !== undefined
          ? [ofInstallation(deps, channel.name, channel.label(channel.ofInstallation))]
          : []),
      ]);
    },
    openTarget(name, address) {
      const channel = outside.get(name);
      if (channel === undefined) return undefined;
      if (address === installationAddress(name)) return channel.ofInstallation;
      const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
      if (contact?.channel !== name || contact.isRemoved) return undefined;
      return openContact(deps, contact);
    },
    lose: (address, why) => lose(deps, address, why),
    chatsOf: (address) => chatsOf(deps, address),
    offWhy: (address) => offWhy(deps, address),
    turnOn: (address) => turnOn(deps, address),
  };
}

/** Whether what is set up in the environment reaches this chat too: an owner's private one, and the first chat. */
export function sharesInstallation({ store, firstChat }: ReachNeeds, chat: ChatId): boolean {
  if (firstChat !== undefined && store.chats.current(firstChat) === chat) return true;
  return store.people.owners().some((owner) => chatId(owner.id) === chat);
}

/** Names the row that a sealed text belongs to. */
export function sealContext(chat: number, channel: string): string {
  return `contact/${chat}/${channel}`;
}

/** What a contact was set up with; undefined when it was sealed with another key. */
export function openContact(
  { store, seal }: Pick<ReachNeeds, 'store' | 'seal'>,
  { chat, channel, sealed }: StoredContact,
): Target | undefined {
  for (const id of store.contacts.idsOfChat(chat)) {
    const opened = seal.open(sealed, sealContext(id, channel));
    // Sealed by ourselves and unchanged since, so its form is known.
    if (opened !== undefined) return JSON.parse(opened) as Target;
  }
  return undefined;
}

/** Why nothing is sent there; undefined while it is on. */
export function offWhy({ store }: Pick<ReachNeeds, 'store'>, address: string): string | undefined {
  const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
  return contact === undefined ? store.meta.get(offKey(address)) : contact.offWhy;
}

/** Turns it on again. @returns false when it was on */
export function turnOn({ store }: Pick<ReachNeeds, 'store'>, address: string): boolean {
  const wasOff = offWhy({ store }, address) !== undefined;
  const id = contactIdOf(address);
  if (id === undefined) store.meta.remove(offKey(address));
  else store.contacts.enable(id);
  return wasOff;
}

/** Sends nothing there until it is turned on. */
export function turnOff({ store }: Pick<ReachNeeds, 'store'>, address: string, why: string): void {
  const id = contactIdOf(address);
  if (id === undefined) store.meta.set(offKey(address), why);
  else store.contacts.disable(id, why);
}

function chatsOf(deps: ReachNeeds, address: string): readonly ChatId[] {
  const contact = deps.store.contacts.get(contactIdOf(address) ?? Number.NaN);
  if (contact !== undefined) return [contact.chat];
  return deps.store.chats
    .list()
    .filter(({ id, status }) => status === 'active' && sharesInstallation(deps, id))
    .map(({ id }) => id);
}

function ofChat(deps: ReachNeeds, contact: StoredContact): Contact {
  const { id, channel, label, offWhy } = contact;
  const isUsable = offWhy === undefined && openContact(deps, contact) !== undefined;
  return { channel, address: contactAddress(id), label, isUsable };
}

function ofInstallation(deps: ReachNeeds, channel: string, label: string): Contact {
  const address = installationAddress(channel);
  return { channel, address, label, isUsable: offWhy(deps, address) === undefined };
}

function lose(deps: ReachNeeds, address: string, why: string): void {
  const { store, outbox, clock } = deps;
  const now = clock();
  const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
  const channel = contact?.channel ?? address.replace(/^env:/, '');
  if (offWhy(deps, address) !== undefined || contact?.isRemoved === true) return;
  if (contact === undefined) store.meta.set(offKey(address), why);
  else store.contacts.disable(contact.id, why);
  store.channelHealth.put({
    address,
    channel,
    isWell: false,
    detail: why,
    checkedAt: now,
    since: now,
  });
  store.audit.add({ user: undefined, action: 'contact.off', subject: address, after: why }, now);
  const message = {
    text: lines(
      html`⚠️ <b>${channel}</b>${contact === undefined ? '' : ` (${contact.label})`} is switched
        off: ${why}`,
      html`Nothing is sent there until you turn it on again; the other ways still work. /channels`,
    ),
    buttons: [[button(`▶ Turn ${channel} on again`, 'channel-on', { address })]],
  };
  for (const chat of chatsOf(deps, address)) {
    const key = `channel-off/${address}/${chat}/${now}`;
    outbox.notice(key, { place: { chat, thread: undefined }, message }, now);
  }
}

function offKey(address: string): string {
  return `channel-off/${address}`;
}
