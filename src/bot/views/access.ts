import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { button, undoButton, type Button, type ButtonSubject } from '../../core/message.ts';
import { ROLES, userId, type Role, type UserId } from '../../core/people.ts';
import type { Person } from '../../core/records.ts';
import type { StandingChange, Stranger } from '../../app/access.ts';
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

/** Takes back a decision about somebody. */
export function standingUndo({ id, before, after }: StandingChange): Button {
  return undoButton('role-undo', {
    user: id,
    role: before.role ?? null,
    status: before.status,
    newRole: after.role ?? null,
    newStatus: after.status,
  });
}

/** Reads back what the Undo carries. */
export function standingIn(subject: ButtonSubject): StandingChange {
  return {
    id: userId(Number(subject['user'])),
    before: { role: roleIn(subject['role']), status: statusIn(subject['status']) },
    after: { role: roleIn(subject['newRole']), status: statusIn(subject['newStatus']) },
  };
}

function roleIn(word: ButtonSubject[string] | undefined): Role | undefined {
  return ROLES.find((role) => role === word);
}

function statusIn(word: ButtonSubject[string] | undefined): Person['status'] {
  return (['pending', 'approved'] as const).find((status) => status === word) ?? 'denied';
}

/** What holds again after an Undo. */
export function standingUndone({ id, name, role, status }: Person): Message {
  const who = html`<b>${name}</b> (<code>${id}</code>)`;
  if (role !== undefined) return { text: html`↩ Undone: ${who} is ${roleName(role)} again.` };
  if (status === 'denied') return { text: html`↩ Undone: ${who} is kept out again.` };
  return {
    text: html`↩ Undone: ${who} waits to be let in again. What I told them before, they may have
    read.`,
    buttons: approvalButtons(id),
  };
}
