import type { ChatId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { AppDeps } from './deps.ts';
import { readTickers, type Reading } from './reading.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

/** One ticker in a table of prices. */
export type PriceLine = {
  readonly ticker: Ticker;
  readonly reading: Reading;
  readonly session: SessionFacts | undefined;
  /** Rules of the chat that are on and judged on it. */
  readonly rulesOn: number;
};

export type PriceTable = {
  readonly lines: readonly PriceLine[];
  readonly zone: string;
  readonly now: Instant;
};

export type PriceDeps = Pick<AppDeps, 'store' | 'market' | 'calendar' | 'clock' | 'defaultZone'>;

/** Tickers with their prices, as a chat should see them. Awaits the provider. */
export async function priceTable(
  deps: PriceDeps,
  chat: ChatId,
  tickers: readonly Ticker[],
): Promise<PriceTable> {
  return tableOf(deps, chat, await readTickers(deps, tickers));
}

/** What was read, laid out as a chat should see it. */
export function tableOf(
  { store, calendar, clock, defaultZone }: Omit<PriceDeps, 'market'>,
  chat: ChatId,
  readings: readonly Reading[],
): PriceTable {
  const now = clock();
  const on = store.rules.ofChat(chat).filter(({ status }) => status === 'on');
  const judged = on.flatMap((rule) => store.targets.tickersOf(rule));
  const lines = readings.map((reading): PriceLine => {
    const quote = reading.kind === 'unknown' ? undefined : reading.quote;
    return {
      ticker: reading.ticker,
      reading,
      session: quote && sessionFacts(calendar, quote.instrument.market, now),
      rulesOn: judged.filter((ticker) => ticker === reading.ticker).length,
    };
  });
  return { lines, zone: store.chats.get(chat)?.zone ?? defaultZone, now };
}
