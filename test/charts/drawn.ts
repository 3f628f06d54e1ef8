import type { Bars } from '../../src/core/market.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import type { ChartData } from '../../src/charts/chart.ts';
import type { Line } from '../../src/charts/panes.ts';

export const NEW_YORK = 'America/New_York';
const DAY_MS = 86_400_000;

/** A walk from `from` on, a percent or two a bar, on weekdays at the opening in New York (winter time, for simplicity). */
export function walk(count: number, { from = 150, swing = 0.015, stepMs = DAY_MS } = {}): Bars {
  const random = createRandom('a walk');
  const bars = emptyBars(count);
  let price = from;
  let at = Date.UTC(2025, 10, 20, 14, 30);
  for (let n = 0; n < count; n++) {
    while (stepMs >= DAY_MS && [0, 6].includes(new Date(at).getUTCDay())) at += DAY_MS;
    const open = price * (1 + (random() - 0.5) * swing * 0.6);
    const close = open * (1 + (random() + random() - 0.98) * swing);
    bars.openedAt[n] = at;
    bars.open[n] = open;
    bars.close[n] = close;
    bars.high[n] = Math.max(open, close) * (1 + random() * swing * 0.6);
    bars.low[n] = Math.min(open, close) * (1 - random() * swing * 0.6);
    bars.volume[n] = Math.round(1e8 * (0.5 + random()) * (1 + 40 * Math.abs(close / open - 1)));
    price = close;
    at += stepMs;
  }
  return bars;
}

/** Bars of which every one is as told. */
export function sameBars(count: number, price: number): Bars {
  const bars = walk(count);
  for (const column of [bars.open, bars.high, bars.low, bars.close]) column.fill(price);
  return bars;
}

function emptyBars(count: number) {
  const column = () => new Float64Array(count);
  return {
    openedAt: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** A plain average, NaN while it warms up. */
export function averageOf(values: Float64Array, period: number, label = `sma${period}`): Line {
  const averages = values.map((_, n) => {
    if (n < period - 1) return NaN;
    return values.slice(n - period + 1, n + 1).reduce((sum, value) => sum + value, 0) / period;
  });
  return { label, values: averages };
}

/** Something between 0 and 100 that swings as the price does. */
export function swingOf(values: Float64Array, label = 'rsi14'): Line {
  const near = averageOf(values, 14).values;
  const far = averageOf(values, 40).values;
  return {
    label,
    values: values.map((_, n) => 100 / (1 + Math.exp(-60 * ((near[n] ?? NaN) / (far[n] ?? NaN) - 1)))),
  };
}

/** A chart of a year of days with nothing over or under it. */
export function aChart(data: Partial<ChartData> = {}): ChartData {
  return {
    title: 'NVDA · NVIDIA Corporation',
    subtitle: '1 day bars · closed 20 Nov 16:00 New York · Yahoo Finance',
    bars: walk(250),
    timeframe: '1d',
    zone: NEW_YORK,
    overlays: [],
    panes: [],
    levels: [],
    marks: [],
    theme: 'light',
    ...data,
  };
}
