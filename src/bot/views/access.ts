import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { button } from '../../core/message.ts';
import type { Role, UserId } from '../../core/people.ts';
import type { Stranger } from '../../app/access.ts';
import { ROLE_ALLOWS, roleName } from './roles.ts';

/** What an owner reads when somebody new asks to be let in. */
export function approvalQuestion({ id, name, username }: Stranger): Message {
  const handle = username === undefined ? '' : ` (t.me/${username})`;
  return {
    text: lines(
      html`🔑 <b>${name}</b>${handle} asks to be let in · id <code>${id}</code>`,
      html`Viewers read, members keep their own rules, traders may also sell.`,
    ),
    buttons: approvalButtons(id),
  };
}

function approvalButtons(user: UserId): NonNullable<Message['buttons']> {
  return [
    [
      button('Viewer', 'let-in', { user, role: 'viewer' }),
      button('Member', 'let-in', { user, role: 'member' }),
      button('Trader', 'let-in', { user, role: 'trader' }),
    ],
    [{ ...button('Refuse', 'keep-out', { user }), style: 'danger' }],
  ];
}

type Decision = { readonly id: UserId; readonly name: string; readonly role: Role | undefined };

/** What the question becomes once it is answered. */
export function decidedMessage({ id, name, role }: Decision, by: string): Message {
  const text =
    role === undefined
      ? html`🚪 <b>${name}</b> (<code>${id}</code>) stays out, by ${by}. They are not told.`
      : html`🔓 <b>${name}</b> (<code>${id}</code>) is in as ${roleName(role)}, by ${by}.`;
  return { text: lines(text, html`/users changes it at any time.`), buttons: [] };
}

/** What somebody reads who has just been let in. */
export function welcomeMessage(role: Role, by: string): Message {
  return {
    text: lines(
      html`🔓 ${by} has let you in as <b>${roleName(role)}</b>.`,
      html`You may ${ROLE_ALLOWS[role]}.`,
      html`/start shows how to begin, /help what I can do.`,
    ),
  };
}

/** What somebody reads whose role has changed. */
export function roleChangedMessage(role: Role, by: string): Message {
  return {
    text: lines(
      html`${by} has made you <b>${roleName(role)}</b>: you may ${ROLE_ALLOWS[role]}.`,
      html`/help shows what is open to you now.`,
    ),
  };
}
