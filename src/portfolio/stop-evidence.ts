import type { PositionEvidence } from '../core/alert.ts';
import { formatPrice } from '../core/format.ts';
import type { Position, Stop } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { stopSays, stopText } from './stop-words.ts';
import { rearmsAbove } from './stops.ts';

/** The very numbers a stop was judged by. */
export type StopSight = {
  readonly stop: Pick<Stop, 'id' | 'terms'> & { readonly price: number };
  readonly position: Position;
  readonly price: number;
  readonly at: Instant;
  readonly source: string;
  readonly delayMs: number;
  readonly previousClose: number | undefined;
  /** Nothing but an alert may come of it. */
  readonly onlyAlerts: boolean;
  readonly before: { readonly price: number; readonly at: Instant } | undefined;
};

/** What a stop is called in messages and by /mute. */
function stopCode(id: number): string {
  return `S-${id}`;
}

/** How a position is called: its ticker, or what its broker calls it. */
export function nameOf({ ticker, name }: Pick<Position, 'ticker' | 'name'>): string {
  return ticker ?? name;
}

/** What is told of a stop that is near or reached. */
export function stopEvidence(stage: 'near' | 'reached', sight: StopSight): PositionEvidence {
  const { stop, position, price, before } = sight;
  const name = nameOf(position);
  const at = formatPrice(stop.price);
  const above = (((price - stop.price) * 100) / price).toFixed(1);
  const isReached = stage === 'reached';
  const rearms = formatPrice(rearmsAbove(stop.price, { ...position, price }));
  return {
    kind: 'position',
    rule: stopText(stop.terms),
    code: stopCode(stop.id),
    headline: isReached
      ? `${name} reached your stop ${at}`
      : `${name} is ${above}% above your stop ${at}`,
    sentence: `${name} at or below ${at}: ${stopSays(stop.terms)}`,
    readings: [
      {
        label: 'price',
        value: price,
        previous: before?.price,
        isPercent: false,
        against: `stop ${at}`,
      },
    ],
    price,
    previousPrice: before?.price,
    previousAt: before?.at,
    previousClose: sight.previousClose,
    currency: position.currency,
    name: position.name,
    source: sight.source,
    delayMs: sight.delayMs,
    quotedAt: sight.at,
    rearm: `after it was above ${rearms}`,
    frequency: isReached ? 'each time it is reached' : 'once each approach',
    note: undefined,
    held: {
      positionId: position.id,
      quantity: position.quantity,
      averagePrice: position.averagePrice,
      stop: stop.price,
      ...(isReached && sight.onlyAlerts && { onlyAlerts: true as const }),
    },
  };
}
