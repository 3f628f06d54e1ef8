import { html } from '../../core/html.ts';
import { formatPrice } from '../../core/format.ts';
import { DAY_MS, MINUTE_MS, plus, type Instant } from '../../core/time.ts';
import { drawAgain } from './again.ts';
import { ASK_AGAIN } from './answers.ts';
import { privatePlace } from './card.ts';
import { LOOK_BACK } from './drafts.ts';
import type { SellingDeps } from './deps.ts';

const AT_ONCE = 20;
const WARN_MS = DAY_MS;

/** What falls due by the clock: what was put off, what would have been sold a day ago, and what runs out soon. */
export function doErrands(deps: SellingDeps, now: Instant): void {
  const { store } = deps;
  for (const timer of store.timers.due(ASK_AGAIN, now, AT_ONCE))
    store.transact(() => {
      const intent = store.intents.get(timer.subject);
      if (store.timers.done(timer.id, now) && intent !== undefined) drawAgain(deps, intent, now);
    });
  for (const timer of store.timers.due(LOOK_BACK, now, AT_ONCE))
    store.transact(() => {
      if (store.timers.done(timer.id, now)) lookBack(deps, timer.subject, now);
    });
  warn(deps, now);
}

/** What became of what would have been sold: part of the record that allows more. */
function lookBack({ store }: SellingDeps, id: number, now: Instant): void {
  const intent = store.intents.get(id);
  const position = intent && store.positions.get(intent.positionId);
  if (intent === undefined || position?.price === undefined) return;
  const saved = (intent.price - position.price) * intent.quantity;
  const word = saved >= 0 ? 'saved' : 'cost';
  const why = `a day later at ${formatPrice(position.price)}: selling would have ${word} ${formatPrice(Math.abs(saved))} ${intent.currency}`;
  store.intents.note(id, { state: 'outcome', why }, now);
}

/** A guard that was armed is never renewed silently, and does not run out so. */
function warn({ store, outbox, ...deps }: SellingDeps, now: Instant): void {
  // Once a minute is often enough.
  if (now % MINUTE_MS >= 2_000) return;
  for (const { positionId, mode, expiresAt } of store.guards.armed()) {
    if (expiresAt === undefined || expiresAt <= now || plus(now, WARN_MS) < expiresAt) continue;
    const position = store.positions.get(positionId);
    const account = position && store.accounts.get(position.accountId);
    if (position === undefined || account === undefined || position.closedAt !== undefined)
      continue;
    const place = privatePlace({ store, outbox, ...deps }, { owner: account.user });
    if (store.chats.get(place.chat) === undefined) continue;
    const name = position.ticker ?? position.symbol;
    const text = html`⏳ Mode ${mode} of <b>${name}</b> runs out within a day; after that it is only
      looked at. Arm it again with <code>/autosell ${name} ${mode}</code>.`;
    store.transact(() =>
      outbox.notice(`guard/${positionId}/${expiresAt}`, { place, message: { text } }, now),
    );
  }
}
