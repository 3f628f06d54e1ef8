import type { Wizard } from './wizard.ts';
import { accountsWizard } from './wizards/accounts.ts';
import { autosellWizard } from './wizards/autosell.ts';
import { autosellPhraseWizard, resumeWizard, sellPhraseWizard } from './wizards/phrase.ts';
import { sellWizard } from './wizards/sell.ts';
import { backupWizard } from './wizards/backup.ts';
import { channelsWizard } from './wizards/channels.ts';
import { listAddWizard, listNewWizard, listRenameWizard } from './wizards/list.ts';
import { ruleEditWizard, ruleWizard } from './wizards/rule.ts';
import { ruleRewordWizard } from './wizards/rule-reword.ts';
import { positionAddWizard, positionCloseWizard, positionSetWizard } from './wizards/positions.ts';
import { chartWizard, levelsWizard, priceWizard } from './wizards/ticker.ts';
import { stopWizard } from './wizards/stop.ts';
import { watchWizard } from './wizards/watch.ts';
import { muteWizard, snoozeWizard } from './wizards/quiet.ts';

/** Every wizard: one line each. */
export const WIZARDS: readonly Wizard[] = [
  watchWizard,
  stopWizard,
  priceWizard,
  chartWizard,
  levelsWizard,
  ruleWizard,
  ruleEditWizard,
  ruleRewordWizard,
  muteWizard,
  snoozeWizard,
  listNewWizard,
  listAddWizard,
  listRenameWizard,
  positionAddWizard,
  positionSetWizard,
  positionCloseWizard,
  channelsWizard,
  accountsWizard,
  backupWizard,
  autosellWizard,
  autosellPhraseWizard,
  sellWizard,
  sellPhraseWizard,
  resumeWizard,
];
