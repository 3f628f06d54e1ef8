import { formatDuration } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import { formatMoment } from '../core/moment.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';

/** From when on an alert that arrives is no longer news. */
export const LATE_MS = 15 * MINUTE_MS;

/** What one copy of an alert has been through on its way. */
export type Journey = {
  readonly ref: string;
  readonly firedAt: Instant;
  readonly createdAt: Instant;
  readonly priceThen: number;
  /** The last price known when this copy leaves; undefined when there is none, or when it left long ago. */
  readonly priceNow: number | undefined;
  readonly uncertain: number;
  readonly zone: string;
  /** It asks again for what had arrived, and nobody has answered. */
  readonly isUrged: boolean;
};

/** The lines above a message that asks again, may be a second copy, or comes late; undefined for an ordinary one. */
export function alertPrefix(journey: Journey, at: Instant): string | undefined {
  const repeat =
    journey.uncertain > 0
      ? `🔁 repeat of #${journey.ref}: the first copy may not have arrived`
      : undefined;
  const lateMs = at - journey.createdAt;
  const told =
    lateMs > LATE_MS
      ? `: fired ${formatMoment(journey.firedAt, journey.zone, at)}, ${prices(journey)}`
      : '';
  const urge = journey.isUrged
    ? `⏰ not acknowledged for ${formatDuration(lateMs)}${told}`
    : undefined;
  const late =
    told === '' || journey.isUrged ? undefined : `🕰 delayed ${formatDuration(lateMs)}${told}`;
  const said = [urge, repeat, late].filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join('\n');
}

function prices({ priceThen, priceNow }: Journey): string {
  const then = `price then ${formatPrice(priceThen)}`;
  return priceNow === undefined ? then : `${then}, now ${formatPrice(priceNow)}`;
}
