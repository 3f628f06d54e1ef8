import type { Intent } from '../../core/intent.ts';
import { DAY_MS, plus, type Instant } from '../../core/time.ts';
import { isoDate } from '../../core/zone.ts';
import { convert } from '../../portfolio/currency.ts';
import { modeNow, USUAL_GUARD } from '../../portfolio/guard.ts';
import { mayStillSell } from '../../portfolio/intent.ts';
import {
  USUAL_CAPS,
  type BookFacts,
  type LimitFacts,
  type MarketFacts,
  type Permission,
  type PriceSeen,
  type SaleFacts,
} from '../../portfolio/sale-facts.ts';
import { readSwitches, type SellingDeps } from './deps.ts';
import type { Held, Seen } from './look.ts';

/** A sale as it is decided upon: an intent, or what is to become one. */
type Plan = Pick<
  Intent,
  | 'key'
  | 'accountId'
  | 'symbol'
  | 'mode'
  | 'quantity'
  | 'price'
  | 'floor'
  | 'currency'
  | 'quotedAt'
  | 'expiresAt'
  | 'confirmedBy'
> & { readonly id?: number };

type Given = { readonly plan: Plan; readonly held: Held; readonly seen: Seen };

/** Everything that an attempt depends on. What this program keeps is read here, within the transaction that counts on it. */
export function factsOf(deps: SellingDeps, given: Given, now: Instant): SaleFacts {
  const { plan } = given;
  const { isOff, hasFile, halt, isRestored } = readSwitches(deps);
  return {
    now,
    mode: plan.mode,
    sale: {
      quantity: plan.quantity,
      price: plan.price,
      floor: plan.floor,
      currency: plan.currency,
      expiresAt: plan.expiresAt,
    },
    switches: { isOff, hasFile, isHalted: halt !== undefined, isRestored },
    permission: permissionOf(deps, given, now),
    market: marketOf(deps, given, now),
    book: bookOf(given),
    limits: limitsOf(deps, given, now),
  };
}

/** The stop that a decision follows from, by its key; undefined for a person's own command. */
function stopIdOf(key: string): number | undefined {
  const [, id] = /^(?:stop|native)\/(\d+)\//.exec(key) ?? [];
  return id === undefined ? undefined : Number(id);
}

function permissionOf(deps: SellingDeps, { plan, held }: Given, now: Instant): Permission {
  const { store, selling } = deps;
  const { account, position } = held;
  const kept = store.accounts.get(account.id) ?? account;
  const guard = store.guards.get(position.id);
  const live = store.stops.live(position.id);
  const stopId = stopIdOf(plan.key);
  const at = { ceiling: selling.ceiling, stage: kept.stage, stopId: live?.id, now };
  return {
    ceiling: selling.ceiling,
    stage: kept.stage,
    remoteId: kept.remoteId,
    pinned: selling.pinnedAccount,
    cleanDemoSales: store.intents.cleanDemoSales(kept.user),
    isAccountLocked: hasOpenQuestion(deps, plan),
    role: store.people.get(kept.user)?.role,
    ...modeNow(guard, at),
    maxPct: guard?.maxPct ?? USUAL_GUARD.maxPct,
    stop:
      stopId === undefined
        ? undefined
        : { id: stopId, price: live?.price, isLive: live?.id === stopId },
    confirmedBy: plan.confirmedBy,
    owner: kept.user,
    noticedAt: plan.id === undefined ? undefined : store.intents.card(plan.id)?.sentAt,
  };
}

/** Whether nobody knows what became of another order of the account: first that, then the next. */
function hasOpenQuestion({ store }: SellingDeps, { id, accountId }: Plan): boolean {
  const open = ['submitting', 'unknown', 'reconciling', 'needs_human'];
  return store.intents
    .live()
    .some((one) => one.accountId === accountId && one.id !== id && open.includes(one.state));
}

function marketOf({ calendar }: SellingDeps, { plan, seen }: Given, now: Instant): MarketFacts {
  const { quote, exchange, previousClose, action, book } = seen;
  const session = seen.instrument && calendar.sessionAt(seen.instrument.market, now);
  const isOpen = seen.instrument !== undefined && calendar.isOpen(seen.instrument.market, now);
  const stretch = session?.parts.find(({ opensAt, closesAt }) => opensAt <= now && now < closesAt);
  const price = book?.position?.price;
  return {
    session:
      isOpen && stretch !== undefined ? { ...stretch, isAssumed: stretch.assumed } : undefined,
    exchange,
    quote,
    brokerPrice: price === undefined || book === undefined ? undefined : { price, at: book.readAt },
    previousClose,
    first: firstOf(plan),
    action,
  };
}

function firstOf({ price, quotedAt }: Plan): PriceSeen {
  return { price, at: quotedAt };
}

function bookOf({ held, seen: { book, isForeign }, plan }: Given): BookFacts | undefined {
  if (book === undefined) return undefined;
  const { position, readAt, openSells } = book;
  return {
    readAt,
    held: position?.quantity ?? 0,
    available: position?.available ?? 0,
    currency: position?.currency ?? plan.currency,
    kept: held.position.quantity,
    openSells: openSells.length,
    isForeign,
  };
}

function limitsOf(deps: SellingDeps, given: Given, now: Instant): LimitFacts {
  const { store } = deps;
  const { plan, held } = given;
  const { account } = held;
  const since = plus(now, -DAY_MS);
  const asked = store.intents
    .asked(account.id, since)
    .filter(({ id, key }) => id !== plan.id && !key.startsWith('native/'));
  const counted = asked.filter(({ state }) => state !== 'rejected' && state !== 'absent_proven');
  const worths = counted.map((one) => worthIn(deps, { plan: one, held, now }));
  const trades = store.trades.ofAccount(account.id, { since });
  const result = trades.reduce((sum, { realised }) => sum + (realised ?? 0), 0);
  return {
    caps: USUAL_CAPS,
    ordersToday: asked.length,
    worth: worthIn(deps, { plan, held, now }),
    worthToday: worths.reduce<number>((sum, worth) => sum + (worth ?? Infinity), 0),
    total: store.accounts.get(account.id)?.worth?.total,
    lastSaleAt: counted
      .filter(({ symbol, state }) => symbol === plan.symbol && !mayStillSell(state))
      .map(({ submittedAt }) => submittedAt)
      .reduce((last, at) => ((at ?? 0) > (last ?? 0) ? at : last), undefined),
    lossToday: Math.max(0, -result),
  };
}

type Worth = {
  readonly plan: Pick<Plan, 'quantity' | 'price' | 'currency'>;
  readonly held: Held;
  readonly now: Instant;
};

/** In the account's currency; undefined without a rate. */
function worthIn({ store }: SellingDeps, { plan, held, now }: Worth): number | undefined {
  const money = { amount: plan.quantity * plan.price, currency: plan.currency };
  const rates = store.fx.on(isoDate(now, 'UTC'));
  return convert(money, held.account.currency, rates)?.amount;
}
