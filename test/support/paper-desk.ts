import { userId } from '../../src/core/people.ts';
import { DAY_MS, instant, plus } from '../../src/core/time.ts';
import type { BotLab } from './bot.ts';
import { aTicker } from './ticker.ts';

export type PaperWish = {
  readonly user?: number;
  readonly name?: string;
  readonly symbol?: string;
  readonly quantity?: number;
  readonly price?: number;
  readonly cash?: number;
};

/**
 * Somebody's account on paper in which something is held: Ann's 100 NVDA of 121.40 in `paper`, unless told otherwise. It
 * is written down as it stands after a look at the account.
 *
 * @returns the ids of the account and of the position
 */
export function heldOnPaper(
  { program, clock }: BotLab,
  wish: PaperWish = {},
): { readonly account: number; readonly position: number } {
  const { user = 101, name = 'paper', symbol = 'NVDA', quantity = 100, price = 121.4 } = wish;
  const { cash = 40_000 } = wish;
  const { store } = program.parts;
  const now = instant(clock.now);
  const account = store.accounts.add(
    {
      user: userId(user),
      name,
      broker: 'paper',
      stage: 'paper',
      currency: 'USD',
      origin: 'chat',
      remoteId: undefined,
      shape: undefined,
    },
    now,
  );
  const cost = quantity * price;
  const ticker = aTicker(symbol);
  store.paper.addCash(account, cash);
  const bought = plus(now, -30 * DAY_MS);
  store.paper.buy(account, { ticker, quantity, price, currency: 'USD', cost }, bought);
  const position = store.positions.put({
    accountId: account,
    symbol,
    ticker,
    isin: undefined,
    name: symbol,
    currency: 'USD',
    quantity,
    available: quantity,
    inPies: 0,
    averagePrice: price,
    price,
    priceAt: now,
    profit: undefined,
    maxPrice: price,
    maxAt: bought,
    openedAt: bought,
    seenAt: now,
  });
  store.accounts.setPositionsAt(account, now);
  store.accounts.setWorth(account, { total: cash, freeCash: cash - cost, realised: 0, at: now });
  return { account, position };
}
