import type { AppDeps } from './deps.ts';
import { accessApp } from './access.ts';
import { accountsApp } from './accounts.ts';
import { alertsApp } from './alerts.ts';
import { auditApp } from './audit.ts';
import { bookFilesApp } from './book-files.ts';
import { bundlesApp } from './bundles.ts';
import { backupApp } from './backup.ts';
import { briefApp } from './brief/brief.ts';
import { chartsApp } from './charts.ts';
import { backtestApp } from './backtest.ts';
import { claimApp } from './claim.ts';
import { commitApp } from './commit.ts';
import { contactsApp } from './contacts.ts';
import { entriesApp } from './entries.ts';
import { forgetApp } from './forget.ts';
import { installApp } from './install.ts';
import { lateApp } from './late.ts';
import { ladderApp } from './ladder.ts';
import { listsApp } from './lists.ts';
import { myViewApp } from './my-view/my-view.ts';
import { packsApp } from './packs.ts';
import { performanceApp } from './performance.ts';
import { picturesApp } from './pictures.ts';
import { positionsApp } from './positions.ts';
import { pricesApp } from './prices.ts';
import { placesApp } from './places.ts';
import { setupApp } from './setup.ts';
import { historyApp } from './history.ts';
import { quietApp } from './quiet.ts';
import { recoveryApp } from './recovery.ts';
import { riskApp } from './risk.ts';
import { sellingApp } from './selling/selling.ts';
import { settingsApp } from './settings.ts';
import { sharesApp } from './shares.ts';
import { stopsApp } from './stops.ts';
import { statusApp } from './status.ts';
import { reachApp } from './reach.ts';
import { ruleTransfer } from './rule-transfer.ts';
import { rulesApp } from './rules.ts';
import { vocabularyApp } from './vocabulary.ts';
import { watchApp } from './watch.ts';
import { whyApp } from './why.ts';

export type App = ReturnType<typeof createApp>;

/** Every use case, one family a line; bot and web share them. */
export function createApp(deps: AppDeps) {
  return {
    ...commitApp(deps),
    access: accessApp(deps),
    accounts: accountsApp(deps),
    alerts: alertsApp(deps),
    audit: auditApp(deps),
    bookFiles: bookFilesApp(deps),
    bundles: bundlesApp(deps),
    backup: backupApp(deps),
    brief: briefApp(deps),
    charts: chartsApp(deps),
    backtest: backtestApp(deps),
    claim: claimApp(deps),
    contacts: contactsApp(deps),
    entries: entriesApp(deps),
    forget: forgetApp(deps),
    history: historyApp(deps),
    install: installApp(deps),
    late: lateApp(deps),
    levels: ladderApp(deps),
    lists: listsApp(deps),
    myView: myViewApp(deps),
    packs: packsApp(deps),
    performance: performanceApp(deps),
    pictures: picturesApp(deps),
    positions: positionsApp(deps),
    prices: pricesApp(deps),
    places: placesApp(deps),
    setup: setupApp(deps),
    quiet: quietApp(deps),
    reach: reachApp(deps),
    recovery: recoveryApp(deps),
    risk: riskApp(deps),
    selling: sellingApp(deps),
    settings: settingsApp(deps),
    shares: sharesApp(deps),
    status: statusApp(deps),
    stops: stopsApp(deps),
    rules: rulesApp(deps),
    transfer: ruleTransfer(deps),
    vocabulary: vocabularyApp(),
    watch: watchApp(deps),
    why: whyApp(deps),
  };
}
