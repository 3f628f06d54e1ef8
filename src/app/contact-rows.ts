import {
  contactAddress,
  installationAddress,
  type ChannelHealth,
  type StoredContact,
} from '../core/contact.ts';
import { SEVERITIES, type Severity } from '../core/alert.ts';
import type { ChatId } from '../core/people.ts';
import { offWhy, openContact, sharesInstallation, type ReachNeeds } from './reach.ts';

export type ContactRow = {
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly channel: string;
  readonly address: string;
  readonly label: string;
  /** Set up by the chat itself; else by whoever runs the program. */
  readonly isOwn: boolean;
  readonly state:
    | { readonly kind: 'on' }
    | { readonly kind: 'off'; readonly why: string }
    /** Sealed with another key. */
    | { readonly kind: 'closed' };
  readonly health: ChannelHealth | undefined;
  /** Whether it can be looked at without sending anything. */
  readonly isChecked: boolean;
  /** Severities that go there at once; the others when another way fails. */
  readonly carries: readonly Severity[];
};

/** What reaches a chat besides Telegram, numbered. */
export function rowsOf(deps: ReachNeeds, chat: ChatId): readonly ContactRow[] {
  const { store, outside } = deps;
  const order = [...outside.keys()];
  const place = (channel: string) =>
    (order.indexOf(channel) + order.length + 1) % (order.length + 1);
  const own = store.contacts.ofChat(chat).map((contact) => ({
    channel: contact.channel,
    address: contactAddress(contact.id),
    label: contact.label,
    isOwn: true,
    state: stateOf(deps, contact),
  }));
  const shared = sharesInstallation(deps, chat) ? installationRows(deps) : [];
  const { routes } = store.chats.policy(chat);
  return [...own, ...shared]
    .toSorted((one, other) => place(one.channel) - place(other.channel))
    .map((row, index) => ({
      ...row,
      number: index + 1,
      health: store.channelHealth.get(row.address),
      isChecked: outside.get(row.channel)?.check !== undefined,
      carries: SEVERITIES.filter((severity) => routes[severity][0]?.includes(row.channel)),
    }));
}

function installationRows(deps: ReachNeeds) {
  return [...deps.outside.values()].flatMap(({ name: channel, label, ofInstallation }) => {
    if (ofInstallation === undefined) return [];
    const address = installationAddress(channel);
    const why = offWhy(deps, address);
    const state: ContactRow['state'] = why === undefined ? { kind: 'on' } : { kind: 'off', why };
    return [{ channel, address, label: label(ofInstallation), isOwn: false, state }];
  });
}

function stateOf(deps: ReachNeeds, contact: StoredContact): ContactRow['state'] {
  if (openContact(deps, contact) === undefined) return { kind: 'closed' };
  return contact.offWhy === undefined ? { kind: 'on' } : { kind: 'off', why: contact.offWhy };
}
