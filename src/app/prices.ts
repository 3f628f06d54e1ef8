import type { ChatId } from '../core/people.ts';
import { tableOf, type PriceDeps, type PriceTable } from './price-lines.ts';
import { lookUpTickers, type LookUp } from './ticker-look-up.ts';

export type PriceAnswer =
  | Extract<LookUp, { kind: 'too-many' }>
  | {
      readonly kind: 'prices';
      /** In the order asked, unknown ones among them. */
      readonly table: PriceTable;
      /** Words that cannot be tickers. */
      readonly misread: readonly string[];
    };

/** Prices of a few tickers at once. */
export function pricesApp(deps: PriceDeps) {
  return {
    /** Reads tickers out of a line and looks them up. Awaits the provider; writes nothing. */
    async ask(line: string, chat: ChatId): Promise<PriceAnswer> {
      const looked = await lookUpTickers(deps, line);
      if (looked.kind === 'too-many') return looked;
      const { found } = looked;
      const readings = found.flatMap((one) => (one.kind === 'read' ? [one.reading] : []));
      return {
        kind: 'prices',
        table: tableOf(deps, chat, readings),
        misread: found.flatMap((one) => (one.kind === 'read' ? [] : [one.typed])),
      };
    },
  };
}
