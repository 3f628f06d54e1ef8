import type { StopTerms } from '../../src/core/position.ts';
import { instant } from '../../src/core/time.ts';
import type { BotLab } from './bot.ts';

/** One position as a test tells it; what is left out is 100 NVDA bought at 120, last seen at 148.20. */
export type HeldWish = {
  readonly ticker?: string;
  readonly symbol?: string;
  readonly quantity?: number;
  readonly paid?: number;
  /** `undefined`: nobody tells one. */
  readonly price?: number | undefined;
  readonly currency?: string;
  readonly stop?: number;
};

/** Gives Ann an account at a broker with these positions and stops, all just read. @returns the positions' ids */
export function holds(
  bot: BotLab,
  wishes: readonly HeldWish[],
  account: { readonly name?: string; readonly total?: number; readonly currency?: string } = {},
): readonly number[] {
  const { store } = bot.program.parts;
  const now = instant(bot.clock.now);
  const user = bot.ann.id as never;
  const { name = 'Main', total = 100_000, currency = 'USD' } = account;
  const found = store.accounts.byName(user, name)?.id;
  const identity = { user, name, broker: 'trading212', stage: 'demo', currency } as const;
  const id =
    found ??
    store.accounts.add({ ...identity, origin: 'chat', remoteId: name, shape: undefined }, now);
  store.accounts.setWorth(id, { total, freeCash: 10_000, realised: 0, at: now });
  store.accounts.setPositionsAt(id, now);
  return wishes.map((wish) => holdsOne(bot, id, wish));
}

function holdsOne(bot: BotLab, accountId: number, wish: HeldWish): number {
  const { store } = bot.program.parts;
  const now = instant(bot.clock.now);
  const { ticker = 'NVDA', quantity = 100, paid = 120, currency = 'USD', stop } = wish;
  const price = 'price' in wish ? wish.price : 148.2;
  const id = store.positions.put({
    accountId,
    symbol: wish.symbol ?? `${ticker}_US_EQ`,
    ticker: ticker === '' ? undefined : (ticker as never),
    isin: undefined,
    name: ticker,
    currency,
    quantity,
    available: quantity,
    inPies: 0,
    averagePrice: paid,
    price,
    priceAt: price === undefined ? undefined : now,
    profit: undefined,
    maxPrice: Math.max(paid, price ?? 0),
    maxAt: now,
    openedAt: now,
    seenAt: now,
  });
  if (stop !== undefined) {
    const terms: StopTerms = { kind: 'fixed', price: stop };
    const by = bot.ann.id as never;
    store.stops.set({ positionId: id, terms, price: stop, stage: 'watching', by }, now);
  }
  return id;
}
