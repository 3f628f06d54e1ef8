import type { Api } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import type { App } from '../app/app.ts';
import type { Log } from '../core/ports/log.ts';
import { mayActAs, type ChatKind, type Role, type UserId } from '../core/people.ts';
import type { Person } from '../core/records.ts';
import { COMMANDS } from './commands.ts';
import type { Command } from './request.ts';

export type MenuDeps = { readonly api: Api; readonly app: App; readonly log: Log };

/** Telegram shows more, but nobody reads them. */
const MOST_SHOWN = 20;

/** What anybody may see in the menu before their role is known. */
const FOR_STRANGERS: readonly string[] = ['start', 'help', 'id'];

/** The menus behind the / button: one list of commands, a scope for each who and where. */
export function createMenus({ api, app, log }: MenuDeps) {
  const stopping = new AbortController();
  let work: Promise<void> = Promise.resolve();
  let isOpen = false;

  /** One call after another; a menu that could not be set costs nobody anything. */
  function then(scope: BotCommandScope, commands: readonly BotCommand[]): void {
    work = work.then(() => put(scope, commands));
  }

  async function put(scope: BotCommandScope, commands: readonly BotCommand[]): Promise<void> {
    if (stopping.signal.aborted) return;
    const signal = stopping.signal as never;
    try {
      if (commands.length === 0) await api.deleteMyCommands({ scope }, signal);
      else await api.setMyCommands(commands, { scope }, signal);
    } catch (error) {
      if (!stopping.signal.aborted) log.info('a menu could not be set', { scope, error });
    }
  }

  function forPerson(id: UserId, role: Role | undefined): void {
    const commands = role === undefined ? [] : menuFor(role, 'private');
    then({ type: 'chat', chat_id: id }, commands);
  }

  return {
    /** Sets every menu anew, and clears those of people who have lost their role. */
    publish(): void {
      isOpen = true;
      const few = toMenu(COMMANDS.filter(({ name }) => FOR_STRANGERS.includes(name)));
      then({ type: 'default' }, few);
      then({ type: 'all_private_chats' }, few);
      then({ type: 'all_group_chats' }, menuFor('viewer', 'group'));
      then({ type: 'all_chat_administrators' }, menuFor('owner', 'group'));
      for (const person of app.access.people()) forPerson(person.id, roleOf(person));
    },
    /** Somebody's role has changed, or they are gone. Called within the change: the menu follows once it is done. */
    refresh(user: UserId): void {
      if (!isOpen) return;
      queueMicrotask(() => {
        const { person } = app.access.known(user, 0);
        forPerson(user, person && roleOf(person));
      });
    },
    /** Ends what is under way. */
    async stop(): Promise<void> {
      isOpen = false;
      stopping.abort();
      await work;
    },
    /** Resolves when every menu asked for so far has been tried. */
    idle: (): Promise<void> => work,
  };
}

function roleOf({ status, role }: Person): Role | undefined {
  return status === 'approved' ? role : undefined;
}

function menuFor(role: Role, kind: ChatKind): readonly BotCommand[] {
  return toMenu(
    COMMANDS.filter(
      ({ needs, where }) => where.includes(kind) && (needs === 'anyone' || mayActAs(role, needs)),
    ),
  );
}

function toMenu(commands: readonly Command[]): readonly BotCommand[] {
  const isFull = commands.length > MOST_SHOWN;
  return commands
    .filter(({ isRare }) => !isFull || isRare !== true)
    .slice(0, MOST_SHOWN)
    .map(({ name, says }) => ({ command: name, description: says.slice(0, 256) }));
}
