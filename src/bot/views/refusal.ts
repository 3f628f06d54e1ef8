import type { Message } from '../../core/message.ts';
import { html, type Html } from '../../core/html.ts';
import type { Role } from '../../core/people.ts';
import type { Refusal } from '../gate.ts';

/** What a person reads when the gate says no; undefined where silence is the answer. */
export function refusalText(why: Refusal): Html | undefined {
  switch (why) {
    case 'nobody':
      return html`I act only for a person I can name, and this came from a group or channel speaking
      as itself. Switch off “Remain anonymous” and send it again.`;
    case 'edited':
      return html`I don’t act on edited messages, so that nothing happens twice. Send it as a new
      message.`;
    case 'forwarded':
      return html`That is a forwarded message; I only obey what you type yourself.`;
    case 'stranger':
      return html`This bot is private. I’ve told the owner you asked; you’ll hear here if you’re
      approved.`;
    case 'unlinked':
      return html`This place is not linked yet. An owner can send /link here.`;
    case 'pending':
      return html`This bot is private. I’ve reminded the owner that you asked.`;
    case 'bot':
    case 'denied':
      return undefined;
  }
}

/** Said to anyone as long as there is no owner to let them in. */
export const UNOWNED = html`This bot has no owner yet, so nobody can be let in. Whoever installed it
finds the link that makes its owner in its log.`;

/** The same as a toast over a button, where silence would look like a fault. */
export function refusalToast(why: Refusal): string {
  switch (why) {
    case 'unlinked':
      return 'This place is no longer linked.';
    case 'nobody':
      return 'I act only for a person I can name.';
    case 'bot':
    case 'edited':
    case 'forwarded':
    case 'stranger':
    case 'pending':
    case 'denied':
      return 'This bot is private.';
  }
}

/** Names the role that is missing and who can give it. */
export function wrongRoleText(wanted: {
  what: string;
  needs: Role;
  has: Role | undefined;
  owners: readonly string[];
}): Html {
  const owners = wanted.owners.length === 0 ? '' : ` Owners: ${wanted.owners.join(', ')}.`;
  return html`${wanted.what} needs the ${capital(wanted.needs)} role; you have
  ${wanted.has === undefined ? 'none' : capital(wanted.has)}.${owners}`;
}

const PLACES = { private: 'our private chat', group: 'a group', channel: 'a channel' } as const;

export function wrongPlaceText(what: string, where: readonly (keyof typeof PLACES)[]): Html {
  return html`${what} works in ${where.map((place) => PLACES[place]).join(' or ')}, not here.`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Asked in a group about what is nobody else's business. */
export function sentAlone(what: string, botName: string): Message {
  const url = `https://t.me/${botName}`;
  return {
    text: html`🔒 What ${what} tells is private. I’ve sent it to you directly.`,
    buttons: [[{ label: 'Open chat', action: { kind: 'url', url } }]],
    silent: true,
  };
}

/** The same, where there is no private chat to send it to. */
export function noPrivateChatText(what: string): Html {
  return html`🔒 What ${what} tells is private. Send me /start in our private chat first, then ask
  again there.`;
}
