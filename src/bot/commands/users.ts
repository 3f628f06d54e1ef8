import type { App } from '../../app/app.ts';
import { ROLES, userId, type Role } from '../../core/people.ts';
import type { Person } from '../../core/records.ts';
import { clip, html } from '../../core/html.ts';
import type { Button, Message } from '../../core/message.ts';
import { defineCommand, type Press, type PressAnswer } from '../request.ts';
import {
  decidedMessage,
  roleChangedMessage,
  standingIn,
  standingUndo,
  standingUndone,
  welcomeMessage,
} from '../views/access.ts';
import { CHANGED_SINCE } from '../views/undone.ts';
import { roleName } from '../views/roles.ts';
import { personMessage, usersMessage } from '../views/users.ts';

export const users = defineCommand({
  name: 'users',
  says: 'Who may use me: let people in, change roles, revoke',
  needs: 'owner',
  where: ['private'],
  isRare: true,
  changes: 'nothing',
  examples: ['/users', '/users 123456789', '/users @name'],
  topic: 'admin',
  run: ({ args, now }, app) => {
    return () => (args === '' ? usersMessage(app.access.people(), now) : cardOf(args, app));
  },
  buttons: {
    users: {
      needs: 'owner',
      run: ({ now }, app) => {
        return () => ({ edit: usersMessage(app.access.people(), now) });
      },
    },
    person: { needs: 'owner', run: (press, app) => () => showCard(press, app) },
    role: { needs: 'owner', run: (press, app) => () => changeRole(press, app) },
    revoke: { needs: 'owner', run: (press, app) => () => revoke(press, app) },
    'let-in': { needs: 'owner', run: (press, app) => () => letIn(press, app) },
    'role-undo': { needs: 'owner', run: (press, app) => () => undo(press, app) },
    'keep-out': { needs: 'owner', run: (press, app) => () => keepOut(press, app) },
  },
});

function cardOf(asked: string, app: App): Message {
  const handle = asked.replace(/^@/, '').toLowerCase();
  const person = app.access
    .people()
    .find((one) => String(one.id) === asked || one.username?.toLowerCase() === handle);
  if (person === undefined)
    return { text: html`I know nobody by “${clip(asked, 64)}”. /users lists everybody.` };
  return personMessage(person, app.access.isLastOwner(person.id));
}

const NOBODY: PressAnswer = { toast: 'I no longer know this person.' };

function personOf({ subject }: Press, app: App): Person | undefined {
  return app.access.known(Number(subject['user']), 0).person;
}

function roleOf({ subject }: Press): Role | undefined {
  return ROLES.find((role) => role === subject['role']);
}

function showCard(press: Press, app: App): PressAnswer {
  const person = personOf(press, app);
  if (person === undefined) return NOBODY;
  return { edit: personMessage(person, app.access.isLastOwner(person.id)) };
}

function changeRole(press: Press, app: App): PressAnswer {
  const before = personOf(press, app);
  const role = roleOf(press);
  if (before === undefined || role === undefined) return NOBODY;
  if (before.role === role) return showCard(press, app);
  if (app.access.isLastOwner(before.id)) return lastOwner(press, app);
  const by = press.actor.name;
  app.access.approve({ id: before.id, role }, press.actor);
  const message =
    before.role === undefined ? welcomeMessage(role, by) : roleChangedMessage(role, by);
  app.access.tell(before.id, `role/${before.id}/${press.updateId}`, message);
  const toast = `${before.name} is ${roleName(role)} now.`;
  return { ...cardAfter(before, app), toast };
}

function revoke(press: Press, app: App): PressAnswer {
  const before = personOf(press, app);
  if (before === undefined) return NOBODY;
  if (app.access.isLastOwner(before.id)) return lastOwner(press, app);
  app.access.revoke(before.id, press.actor);
  return {
    ...cardAfter(before, app),
    toast: `${before.name} has no access any more: their rules rest and their buttons are dead.`,
  };
}

function lastOwner(press: Press, app: App): PressAnswer {
  return {
    ...showCard(press, app),
    toast: 'There must be an owner. Make somebody else one first.',
  };
}

function letIn(press: Press, app: App): PressAnswer {
  const person = personOf(press, app);
  const role = roleOf(press);
  if (person === undefined || role === undefined) return NOBODY;
  if (person.status !== 'pending') return decidedAlready(person);
  app.access.approve({ id: person.id, role }, press.actor);
  const by = press.actor.name;
  app.access.tell(person.id, `let-in/${person.id}/${press.updateId}`, welcomeMessage(role, by));
  const buttons = undoRow(person, app);
  return {
    edit: { ...decidedMessage({ ...person, role }, by), buttons },
    toast: `${person.name} is in.`,
  };
}

function keepOut(press: Press, app: App): PressAnswer {
  const person = personOf(press, app);
  if (person === undefined) return NOBODY;
  if (person.status !== 'pending') return decidedAlready(person);
  app.access.revoke(userId(person.id), press.actor);
  const decision = { id: person.id, name: person.name, role: undefined };
  const buttons = undoRow(person, app);
  return {
    edit: { ...decidedMessage(decision, press.actor.name), buttons },
    toast: 'They stay out.',
  };
}

/** Takes back what was decided about them. What they have read of it they have read. */
function undo(press: Press, app: App): PressAnswer {
  const change = standingIn(press.subject);
  const person = app.access.putBack(change, press.actor);
  if (person === undefined) return CHANGED_SINCE;
  const { role } = person;
  if (role !== undefined)
    app.access.tell(
      person.id,
      `role/${person.id}/${press.updateId}`,
      roleChangedMessage(role, press.actor.name),
    );
  return { edit: standingUndone(person) };
}

/** Their card as it is now, and what takes that back. */
function cardAfter(before: Person, app: App): PressAnswer {
  const person = app.access.known(before.id, 0).person;
  if (person === undefined) return NOBODY;
  const card = personMessage(person, app.access.isLastOwner(person.id));
  return { edit: { ...card, buttons: [...undoRow(before, app), ...(card.buttons ?? [])] } };
}

function undoRow(before: Person, app: App): readonly (readonly Button[])[] {
  const after = app.access.known(before.id, 0).person;
  return after === undefined ? [] : [[standingUndo({ id: before.id, before, after })]];
}

/** Another owner was faster: what they decided stands. */
function decidedAlready(person: Person): PressAnswer {
  const edit = decidedMessage(person, 'an owner');
  return { edit, toast: 'That was decided already; /users can change it.' };
}
