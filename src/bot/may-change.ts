import { html } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import { mayActAs, type Actor } from '../core/people.ts';

type Asker = { readonly actor: Actor; readonly isChatAdmin: () => Promise<boolean> };

/** Whether somebody may change what belongs to the whole chat: anything in private, in a group its admins and traders. */
export async function mayChange({ actor, isChatAdmin }: Asker): Promise<boolean> {
  if (actor.chatKind === 'private' || mayActAs(actor.role, 'trader')) return true;
  return isChatAdmin();
}

/** Says who can. */
export function adminsOnly(what: string): Message {
  return {
    text: html`${what} in a group needs one of its admins, or the Trader role. In our private chat
    you can do it for yourself.`,
  };
}

export const ADMINS_ONLY_TOAST = 'In a group this needs one of its admins, or the Trader role.';
