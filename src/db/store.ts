import { accountStore } from './accounts.ts';
import { actionStore } from './actions.ts';
import { alertStore } from './alerts.ts';
import { alertLogStore } from './alert-log.ts';
import { auditStore } from './audit.ts';
import { auditLogStore } from './audit-log.ts';
import { barStore } from './bars.ts';
import { blindSpellStore } from './blind-spells.ts';
import { bookStore } from './books.ts';
import { brokerOrderStore } from './broker-orders.ts';
import { bundleStore } from './bundles.ts';
import { buttonStore } from './buttons.ts';
import { censusStore } from './census.ts';
import { channelHealthStore } from './channel-health.ts';
import { chatStore } from './chats.ts';
import { contactStore } from './contacts.ts';
import { conversationStore } from './conversations.ts';
import { deadLetterStore } from './dead-letters.ts';
import { deliveryStore } from './deliveries.ts';
import { destinationStore } from './destinations.ts';
import { entryStore } from './entries.ts';
import { equityStore } from './equity.ts';
import { erasure } from './erasure.ts';
import { fxStore } from './fx.ts';
import { guardStore } from './guards.ts';
import { haltStore } from './halts.ts';
import { heldStore } from './held.ts';
import { inboxStore } from './inbox.ts';
import { incidentStore } from './incidents.ts';
import { intentStore } from './intents.ts';
import { jobStore } from './jobs.ts';
import { judgedStore } from './judged.ts';
import { laneStore } from './lanes.ts';
import { listStore } from './lists.ts';
import { metaStore } from './meta.ts';
import { muteStore } from './mutes.ts';
import type { Db } from './open.ts';
import { outcomeStore } from './outcomes.ts';
import { owedStore } from './owed.ts';
import { paperStore } from './paper.ts';
import { peopleStore } from './people.ts';
import { positionStore } from './positions.ts';
import { quoteStore } from './quotes.ts';
import { retentionStore } from './retention.ts';
import { riskDayStore } from './risk-days.ts';
import { ruleStore } from './rules.ts';
import { shareStore } from './shares.ts';
import { stopStore } from './stops.ts';
import { targetStore } from './targets.ts';
import { timerStore } from './timers.ts';
import { topicStore } from './topics.ts';
import { tradeStore } from './trades.ts';
import { watchStore } from './watches.ts';

export type Store = ReturnType<typeof createStore>;

/** Everything that is kept, one set of prepared queries per noun. */
export function createStore(db: Db) {
  const accounts = accountStore(db);
  const actions = actionStore(db);
  const alerts = alertStore(db);
  const bars = barStore(db);
  const judged = judgedStore(db);
  const positions = positionStore(db, accounts.get);
  const quotes = quoteStore(db);
  const rules = ruleStore(db);
  const lists = listStore(db, rules.touch);
  const trades = tradeStore(db);
  const watches = watchStore(db, rules.touch);
  const owed = owedStore(db);
  // What is kept in memory of the database; dropped when a transaction fails.
  const memories = [accounts, actions, alerts, bars, judged, positions, quotes, rules];

  function transact<T>(work: () => T): T {
    if (!db.sqlite.inTransaction) owed.settleAll();
    try {
      return db.transact(work);
    } catch (error) {
      for (const kept of memories) kept.forget();
      throw error;
    }
  }

  return {
    /**
     * One BEGIN IMMEDIATE transaction, after what is owed; what is kept in memory is dropped when it fails.
     */
    transact,
    accounts,
    actions,
    alertLog: alertLogStore(db),
    alerts,
    audit: auditStore(db),
    auditLog: auditLogStore(db),
    bars,
    blindSpells: blindSpellStore(db),
    books: bookStore(db),
    brokerOrders: brokerOrderStore(db),
    bundles: bundleStore(db),
    buttons: buttonStore(db),
    census: censusStore(db),
    channelHealth: channelHealthStore(db),
    chats: chatStore(db),
    contacts: contactStore(db),
    conversations: conversationStore(db),
    deadLetters: deadLetterStore(db),
    deliveries: deliveryStore(db),
    destinations: destinationStore(db),
    entries: entryStore(db),
    equity: equityStore(db),
    erase: erasure(db, [accounts, positions]),
    fx: fxStore(db),
    guards: guardStore(db),
    halts: haltStore(db),
    held: heldStore(db),
    inbox: inboxStore(db),
    incidents: incidentStore(db),
    intents: intentStore(db),
    jobs: jobStore(db),
    judged,
    lanes: laneStore(db),
    lists,
    meta: metaStore(db),
    mutes: muteStore(db),
    outcomes: outcomeStore(db),
    owed,
    paper: paperStore(db, { accountOf: accounts.get, trades, actions, transact }),
    people: peopleStore(db),
    positions,
    quotes,
    retention: retentionStore(db),
    riskDays: riskDayStore(db),
    rules,
    shares: shareStore(db),
    stops: stopStore(db),
    targets: targetStore({ rules, lists, watches }),
    topics: topicStore(db),
    timers: timerStore(db),
    trades,
    watches,
  };
}
