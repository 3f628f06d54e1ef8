import { formatAge } from '../../core/duration.ts';
import { formatMoney } from '../../core/format.ts';
import type { Instant } from '../../core/time.ts';
import type { WakeLook } from '../../app/wake-wish.ts';

/** `now 142.30, 2.30 (1.6%) above it, 4 s old`. */
export function lookText(look: WakeLook, now: Instant): string {
  const { quote, now: reads, gap, at } = look;
  const age = formatAge(Math.max(0, now - at));
  if (reads === undefined) {
    const money = formatMoney(quote.price, quote.currency);
    return `what it reads is not known yet; price ${money}, ${age}`;
  }
  return `now ${[reads, gap, age].filter((part) => part !== undefined).join(', ')}`;
}
