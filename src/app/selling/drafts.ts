import type { Intent } from '../../core/intent.ts';
import { DAY_MS, MINUTE_MS, plus, SECOND_MS } from '../../core/time.ts';
import { floorOf, modeNow, sharesOf, USUAL_GUARD } from '../../portfolio/guard.ts';
import type { SellingDeps } from './deps.ts';
import { moveIntent } from './moving.ts';
import { attempt, lookFor, type Attempt, type Looked } from './weigh.ts';

/** So long a card waits for an answer. Silence keeps what is held. */
export const ANSWER_MS = 90 * SECOND_MS;
/** So long a sale that was announced waits until word of it has reached its person; then it is let go. */
const HOLD_MS = 10 * MINUTE_MS;

/** Timer of the look back at what would have been sold; its subject is the intent. */
export const LOOK_BACK = 'sell-outcome';

/** Takes what was drawn up to the next step: written down as looked at, asked about, or announced. */
export async function takeUpDraft(deps: SellingDeps, intent: Intent): Promise<void> {
  const looked = await lookFor(deps, intent, undefined);
  deps.store.transact(() => {
    const draft = deps.store.intents.get(intent.id);
    if (draft?.state !== 'draft') return;
    if (looked === undefined) {
      moveIntent(deps, draft, { to: 'void', why: 'it is not held any more' });
      return;
    }
    const mode = modeOf(deps, draft, looked);
    if (mode === 'off') moveIntent(deps, draft, { to: 'void', why: 'its mode is off' });
    else judge(deps, sized({ ...draft, mode }, looked), looked);
  });
}

/** The least of what was allowed when it was drawn up and what is now. */
function modeOf({ store, selling, clock }: SellingDeps, draft: Intent, { held }: Looked) {
  if (draft.mode === 'manual') return draft.mode;
  const { account, position } = held;
  const stopId = store.stops.live(position.id)?.id;
  const at = { ceiling: selling.ceiling, stage: account.stage, stopId, now: clock() };
  const { mode } = modeNow(store.guards.get(position.id), at);
  if (mode === 'off' || mode === 'shadow') return mode;
  return draft.mode === 'auto' ? mode : draft.mode;
}

/** Never more than was drawn up, and never more than the broker says may be sold. */
function sized(draft: Intent, { held, seen }: Looked): Intent {
  const told = seen.book?.position;
  if (told === undefined || draft.mode === 'manual') return draft;
  const share = (draft.quantity * 100) / held.position.quantity;
  const most = sharesOf(Math.min(share, 100), { held: told.quantity, available: told.available });
  return { ...draft, quantity: Math.min(draft.quantity, most) };
}

function judge(deps: SellingDeps, draft: Intent, looked: Looked): void {
  const tried = attempt(deps, { intent: draft, ...looked }, 'proposal');
  if (draft.mode === 'shadow') return lookOn(deps, draft, tried);
  if (tried.shut === undefined) return goOn(deps, draft, tried);
  // One price alone is enough to ask by, and not to sell by without asking.
  if (draft.mode === 'auto' && tried.shut.name === 'second source')
    return judge(deps, { ...draft, mode: 'ask' }, looked);
  const { gates } = tried;
  const why = tried.shut.says;
  if (tried.isPassing && draft.expiresAt > deps.clock())
    deps.store.intents.note(draft.id, { state: 'draft', why, gates }, deps.clock());
  else moveIntent(deps, draft, { to: 'void', why, gates });
}

/** What would have been done, and whether the gates would have let it; what became of it is looked at a day later. */
function lookOn(deps: SellingDeps, draft: Intent, { shut, gates, price }: Attempt): void {
  const { store, clock } = deps;
  const at = price ?? draft.price;
  const why =
    shut === undefined
      ? `${draft.quantity} would have been sold at ${at}`
      : `it would have been stopped: ${shut.says}`;
  const { quantity } = draft;
  if (!moveIntent(deps, draft, { to: 'shadowed', why, gates, set: { quantity, mode: 'shadow' } }))
    return;
  const dueAt = plus(clock(), DAY_MS);
  store.timers.add({ kind: LOOK_BACK, subject: draft.id, step: 1, dueAt });
}

function goOn(deps: SellingDeps, draft: Intent, { gates, price }: Attempt): void {
  const { store, clock } = deps;
  if (price === undefined) return;
  const now = clock();
  const { mode, quantity } = draft;
  if (mode === 'auto') {
    const set = { mode, quantity, expiresAt: plus(now, HOLD_MS) };
    moveIntent(deps, draft, { to: 'armed', gates, set });
    return;
  }
  const floorPct = store.guards.get(draft.positionId)?.floorPct ?? USUAL_GUARD.floorPct;
  const set = {
    mode,
    quantity,
    price,
    floor: floorOf(price, floorPct),
    quotedAt: now,
    expiresAt: plus(now, ANSWER_MS),
  };
  moveIntent(deps, draft, { to: 'awaiting_confirm', gates, set });
}
