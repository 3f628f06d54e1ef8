import { id } from './commands/id.ts';
import type { ButtonHandler, Command } from './request.ts';

/** Every command, in the order of /help. The router, the menus, /help and the authorisation test read this list. */
export const COMMANDS: readonly Command[] = [id];

const BY_NAME = new Map(
  COMMANDS.flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const),
  ),
);

const BUTTONS = new Map(COMMANDS.flatMap((command) => Object.entries(command.buttons ?? {})));

/** The command of that name or alias; a trailing `!` is part of how it is called, not of its name. */
export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name.replace(/!$/, ''));
}

export function findButton(verb: string): ButtonHandler | undefined {
  return BUTTONS.get(verb);
}

/** Commands whose names begin alike, for a mistyped one. */
export function nearestCommands(name: string): readonly string[] {
  const start = name.slice(0, 2);
  return [...BY_NAME.keys()].filter((known) => known.startsWith(start)).slice(0, 3);
}
