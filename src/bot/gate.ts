import { mayActAs, type Actor, type ChatKind, type Role } from '../core/people.ts';
import { UNLINKED } from '../app/places.ts';
import type { Chat, Person } from '../core/records.ts';

/** What an update says about who is asking and where, before anything is believed. */
export type Asking = {
  readonly kind: 'command' | 'press' | 'text' | 'other';
  /** The sender, when it is a person and not a group or channel speaking as itself. */
  readonly person:
    | { readonly id: number; readonly name: string; readonly isBot: boolean }
    | undefined;
  readonly chatKind: ChatKind;
  readonly isForwarded: boolean;
  readonly isEdited: boolean;
  /** `/link` itself must be heard in a place that is not linked yet. */
  readonly isLinking: boolean;
  /** Open to anyone, because it reveals nothing: `/id`, `/start` with an invitation. */
  readonly isPublic: boolean;
};

export type Known = {
  readonly person: Person | undefined;
  readonly chat: Chat | undefined;
};

/** Why an update is not obeyed. A closed list; each has its sentence in views/refusal.ts. */
export type Refusal =
  | 'nobody'
  | 'bot'
  | 'edited'
  | 'forwarded'
  | 'stranger'
  | 'pending'
  | 'denied'
  | 'unlinked';

export type Passage =
  | { readonly kind: 'pass'; readonly role: Role | undefined }
  | { readonly kind: 'refuse'; readonly why: Refusal };

/**
 * The one decision about who may talk to the bot: by the person's numeric id, on every message and every button,
 * no by default.
 */
export function gate(asking: Asking, { person, chat }: Known): Passage {
  if (asking.person === undefined) return refuse('nobody');
  if (asking.person.isBot) return refuse('bot');
  if (asking.isEdited) return refuse('edited');
  if (asking.isForwarded && asking.kind === 'command') return refuse('forwarded');
  if (asking.isPublic) return { kind: 'pass', role: person?.role };
  if (person === undefined) return refuse('stranger');
  if (person.status === 'denied') return refuse('denied');
  if (person.role === undefined) return refuse('pending');
  const needsLink = asking.chatKind !== 'private' && !asking.isLinking;
  if (needsLink && (chat === undefined || chat.goneWhy === UNLINKED)) return refuse('unlinked');
  return { kind: 'pass', role: person.role };
}

function refuse(why: Refusal): Passage {
  return { kind: 'refuse', why };
}

/** What stands between an authorised person and this very command. */
export type Obstacle = 'wrong-role' | 'wrong-place' | undefined;

/** Whether the person's role and place allow what is asked. */
export function obstacle(
  actor: Pick<Actor, 'chatKind'> & { role: Role | undefined },
  wanted: { needs: Role | 'anyone'; where: readonly ChatKind[] },
): Obstacle {
  if (wanted.needs !== 'anyone') {
    if (actor.role === undefined || !mayActAs(actor.role, wanted.needs)) return 'wrong-role';
  }
  return wanted.where.includes(actor.chatKind) ? undefined : 'wrong-place';
}
