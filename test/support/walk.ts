import type { Bars } from '../../src/core/market.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';

/** Bars that wander and always move, the same for the same seed; the calmer, the less. */
export function aWalk(length: number, { seed = 1, stepMs = DAY_MS, calm = 25 } = {}): Bars {
  const random = createRandom(String(seed));
  const column = (): Float64Array => new Float64Array(length);
  const bars = {
    openedAt: Float64Array.from({ length }, (_, i) => i * stepMs),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    price *= 1 + (random() - 0.5) / calm;
    bars.open[i] = open;
    bars.close[i] = price;
    bars.high[i] = Math.max(open, price) * (1 + random() / (4 * calm));
    bars.low[i] = Math.min(open, price) * (1 - random() / (4 * calm));
    bars.volume[i] = Math.round(1_000 + 9_000 * random());
  }
  return bars;
}
