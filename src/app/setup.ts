import type { MarketChange } from '../core/calendar.ts';
import type { ChatId } from '../core/people.ts';
import { parseTicker } from '../core/ticker.ts';
import type { IsoDate } from '../core/zone.ts';
import type { AppDeps } from './deps.ts';

/** What a new owner wants to know before relying on the bot. */
export type SetupCheck = {
  readonly zone: string;
  readonly isZoneChosen: boolean;
  readonly prices:
    | { readonly kind: 'ok'; readonly source: string }
    | { readonly kind: 'failed'; readonly source: string; readonly why: string };
  readonly market: {
    readonly isOpen: boolean;
    readonly next: MarketChange | undefined;
    readonly tableEndsOn: IsoDate;
  };
};

// Traded for as long as there have been funds like it; every source of US prices knows it.
const PROBE = parseTicker('SPY');

/** Whether everything is in place. */
export function setupApp(
  deps: Pick<AppDeps, 'store' | 'market' | 'calendar' | 'clock' | 'defaultZone'>,
) {
  const { store, market, calendar, clock, defaultZone } = deps;
  return {
    /** Asks the price source once; takes as long as it takes to answer or to be given up. */
    async check(chat: ChatId): Promise<SetupCheck> {
      const batch = await market.quotes(PROBE === undefined ? [] : [PROBE]);
      const failure = batch.failures[0];
      const source = [...batch.quotes.values()][0]?.source ?? 'the price source';
      const zone = store.chats.get(store.chats.current(chat))?.zone;
      const now = clock();
      return {
        zone: zone ?? defaultZone,
        isZoneChosen: zone !== undefined,
        prices:
          failure === undefined
            ? { kind: 'ok', source }
            : { kind: 'failed', source: failure.source, why: failure.reason },
        market: {
          isOpen: calendar.isOpen('us', now),
          next: calendar.nextChange('us', now),
          tableEndsOn: calendar.tableEndsOn,
        },
      };
    },
  };
}
