import type { App } from '../../app/app.ts';
import { MOST_SESSIONS, type EntriesWish } from '../../app/entries.ts';
import type { ToldChange } from '../../app/entry-subscription.ts';
import { html } from '../../core/html.ts';
import type { ButtonSubject, Message } from '../../core/message.ts';
import { mayActAs } from '../../core/people.ts';
import { adminsOnly, ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import {
  defineCommand,
  type Change,
  type Press,
  type PressAnswer,
  type Request,
} from '../request.ts';
import {
  entriesMessage,
  subscribedMessage,
  toldIn,
  toldUndone,
  unsubscribedMessage,
} from '../views/entries.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const entries = defineCommand({
  name: 'entries',
  aliases: ['turtle'],
  says: '20- and 55-day highs after the close, with N and the 2N stop',
  topic: 'watching',
  needs: 'viewer',
  where: ['private', 'group'],
  isRare: true,
  changes: (args) => (/^(?:on|off)$/i.test(args) ? 'settings' : 'nothing'),
  examples: ['/entries', '/entries @semis 5d', '/entries NVDA 20d', '/entries on', '/entries off'],
  guide: html`An entry is a high above the highest high of the 20 days before it (System 1) or the
    55 (System 2), the day itself excluded; equal is none. System 1 skips the one after a winner. N
    is Wilder’s average true range of 20 days; the stop lies two N below the level that was broken.
    <code>5d</code> shows five trading days.`,
  async run(request, app) {
    const { args, actor, now } = request;
    if (/^(?:on|off)$/i.test(args)) return turn(request, app, args.toLowerCase() === 'on');
    const wish = readWish(args);
    return () => entriesMessage(app.entries.view(wish, actor.place.chat), now);
  },
  buttons: {
    entries: {
      needs: 'viewer',
      run: (press, app) => () => ({ edit: shown(press, app) }),
    },
    'entries-undo': { needs: 'member', run: undo },
    'entries-on': { needs: 'member', run: (press, app) => pressed(press, app, true) },
    'entries-off': { needs: 'member', run: (press, app) => pressed(press, app, false) },
  },
});

/** `@semis 5d`, `NVDA`, `20d`. */
function readWish(args: string): EntriesWish {
  let sessions = 1;
  const about = args
    .split(/\s+/)
    .filter((word) => {
      const [, days] = /^(\d{1,3})d$/i.exec(word) ?? [];
      if (days !== undefined) sessions = within(Number(days));
      return days === undefined;
    })
    .join(' ');
  return { about: about.startsWith('@') ? about.toLowerCase() : about, sessions, page: 0 };
}

function wishOf(subject: ButtonSubject): EntriesWish {
  return {
    about: String(subject['about'] ?? ''),
    sessions: within(Number(subject['sessions'] ?? 1)),
    page: Number(subject['page'] ?? 0),
  };
}

function within(sessions: number): number {
  return Math.min(MOST_SESSIONS, Math.max(1, sessions));
}

function shown({ actor, subject, now }: Press, app: App, undone?: ToldChange): Message {
  return entriesMessage(app.entries.view(wishOf(subject), actor.place.chat), now, undone);
}

async function turn(request: Request, app: App, isOn: boolean): Promise<Change> {
  const { actor, updateId } = request;
  if (!mayActAs(actor.role, 'member')) return () => NEEDS_MEMBER;
  if (!(await mayChange(request))) return () => adminsOnly('Choosing what is told');
  return () => {
    const doing = { by: actor, updateId };
    if (!isOn) return unsubscribedMessage(app.entries.unsubscribe(doing));
    return subscribedMessage(actor.chatKind === 'private', app.entries.subscribe(doing));
  };
}

const NEEDS_MEMBER: Message = {
  text: html`Being told after each close needs the Member role. <code>/entries</code> shows them any
    time.`,
};

async function pressed(press: Press, app: App, isOn: boolean): Promise<() => PressAnswer> {
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const doing = { by: press.actor, updateId: press.updateId };
    const change = isOn ? app.entries.subscribe(doing) : app.entries.unsubscribe(doing);
    const toast = isOn
      ? 'From now on I tell you after each close.'
      : 'I no longer tell of entries.';
    return { edit: shown(press, app, change), toast };
  };
}

async function undo(press: Press, app: App): Promise<() => PressAnswer> {
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const doing = { by: press.actor, updateId: press.updateId };
    const undone = app.entries.unsettle(toldIn(press.subject), doing);
    return undone === undefined ? CHANGED_SINCE : { edit: toldUndone(undone) };
  };
}
