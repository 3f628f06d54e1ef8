import { accounts } from './commands/accounts.ts';
import { alertButtons } from './commands/alert-buttons.ts';
import { audit } from './commands/audit.ts';
import { autosell } from './commands/autosell.ts';
import { backtest } from './commands/backtest.ts';
import { backup } from './commands/backup.ts';
import { brief } from './commands/brief.ts';
import { cancel } from './commands/cancel.ts';
import { channels } from './commands/channels.ts';
import { chart } from './commands/chart.ts';
import { entries } from './commands/entries.ts';
import { exportCommand } from './commands/export.ts';
import { forget } from './commands/forget.ts';
import { halt } from './commands/halt.ts';
import { help } from './commands/help.ts';
import { history } from './commands/history.ts';
import { id } from './commands/id.ts';
import { levels } from './commands/levels.ts';
import { link } from './commands/link.ts';
import { list } from './commands/list.ts';
import { mute } from './commands/mute.ts';
import { orders } from './commands/orders.ts';
import { positions } from './commands/positions.ts';
import { pnl } from './commands/pnl.ts';
import { price } from './commands/price.ts';
import { quietButtons } from './commands/quiet-buttons.ts';
import { restored } from './commands/restored.ts';
import { resume } from './commands/resume.ts';
import { risk } from './commands/risk.ts';
import { rule } from './commands/rule.ts';
import { rules } from './commands/rules.ts';
import { sell } from './commands/sell.ts';
import { settings } from './commands/settings.ts';
import { snooze } from './commands/snooze.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { test } from './commands/test.ts';
import { unmute } from './commands/unmute.ts';
import { unwatch } from './commands/unwatch.ts';
import { users } from './commands/users.ts';
import { watch } from './commands/watch.ts';
import { why } from './commands/why.ts';
import { lateButtons } from './late-buttons.ts';
import { bundleButtons } from './bundle-buttons.ts';
import { myViewButtons } from './my-view.ts';
import { packButtons } from './pack-buttons.ts';
import type { ButtonHandler, Command } from './request.ts';
import { sellingButtons } from './selling-buttons.ts';
import { shareButtons } from './share-buttons.ts';
import { splitButtons } from './split-buttons.ts';
import { transferButtons } from './transfer-buttons.ts';

/** Every command, in the order of /help. The router, the menus, /help and the authorisation test read this list. */
export const COMMANDS: readonly Command[] = [
  start,
  help,
  status,
  watch,
  unwatch,
  list,
  price,
  chart,
  levels,
  entries,
  pnl,
  exportCommand,
  brief,
  autosell,
  sell,
  halt,
  resume,
  rule,
  backtest,
  rules,
  why,
  history,
  snooze,
  mute,
  unmute,
  settings,
  positions,
  stop,
  risk,
  orders,
  channels,
  accounts,
  link,
  cancel,
  id,
  test,
  backup,
  restored,
  users,
  audit,
  forget,
];

/** Buttons that no command of their own goes with: one line for each set. */
const BUTTON_SETS: readonly Readonly<Record<string, ButtonHandler>>[] = [
  alertButtons,
  myViewButtons,
  bundleButtons,
  lateButtons,
  packButtons,
  quietButtons,
  sellingButtons,
  shareButtons,
  splitButtons,
  transferButtons,
];

const BY_NAME = new Map(
  COMMANDS.flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const),
  ),
);

/** What each button's verb does; the authorisation test walks through it. */
export const BUTTONS: ReadonlyMap<string, ButtonHandler> = new Map(
  [...COMMANDS.map((command) => command.buttons ?? {}), ...BUTTON_SETS].flatMap((set) =>
    Object.entries(set),
  ),
);

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
