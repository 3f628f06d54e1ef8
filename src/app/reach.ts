import { contactAddress, contactIdOf, installationAddress } from '../core/contact.ts';
import type { StoredContact } from '../core/contact.ts';
import { html, lines } from '../core/html.ts';
import { button } from '../core/message.ts';
import { chatId, type ChatId } from '../core/people.ts';
import type { Target } from '../core/ports/channel.ts';
import type { Contact, Reach } from '../core/ports/reach.ts';
import { isoDate } from '../core/zone.ts';
import type { AppDeps } from './deps.ts';

export type ReachNeeds = Pick<
  AppDeps,
  'store' | 'outbox' | 'clock' | 'outside' | 'seal' | 'firstChat'
>;

/** Ways to the people of chats besides Telegram: what the chats have added, and what stands in the environment. */
export function reachApp(deps: ReachNeeds): Reach {
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

/** Why nothing is sent to what whoever runs the program has set up; undefined while it is on. */
export function installationOffWhy(
  { store }: Pick<ReachNeeds, 'store'>,
  channel: string,
): string | undefined {
  return store.meta.get(offKey(installationAddress(channel)));
}

/** Turns it on again. @returns false when it was on */
export function turnOn({ store }: Pick<ReachNeeds, 'store'>, address: string): boolean {
  const id = contactIdOf(address);
  if (id === undefined) {
    const wasOff = store.meta.get(offKey(address)) !== undefined;
    store.meta.remove(offKey(address));
    return wasOff;
  }
  const wasOff = store.contacts.get(id)?.offWhy !== undefined;
  store.contacts.enable(id);
  return wasOff;
}

/** The chats that an address belongs to: a contact's own, or those that the installation's channels reach. */
export function chatsOf(deps: ReachNeeds, address: string): readonly ChatId[] {
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
  const isUsable = installationOffWhy(deps, channel) === undefined;
  return { channel, address: installationAddress(channel), label, isUsable };
}

function lose(deps: ReachNeeds, address: string, why: string): void {
  const { store, outbox, clock } = deps;
  const now = clock();
  const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
  const channel = contact?.channel ?? address.replace(/^env:/, '');
  const isOff = contact?.offWhy ?? installationOffWhy(deps, channel);
  if (isOff !== undefined || contact?.isRemoved === true) return;
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
  // A day's worth of switching on and off is told of once.
  for (const chat of chatsOf(deps, address)) {
    const key = `channel-off/${address}/${chat}/${isoDate(now, 'UTC')}`;
    outbox.notice(key, { place: { chat, thread: undefined }, message }, now);
  }
}

function offKey(address: string): string {
  return `channel-off/${address}`;
}
