/** Rules that many people begin with, armed together on a ticker or a list and ordinary ever after. */
export type Pack = {
  /** As it is typed: `/rules pack classic NVDA`. */
  readonly name: string;
  readonly label: string;
  readonly says: string;
  /** Conditions as rules write them, without what they are about. */
  readonly conditions: readonly string[];
};

/** Every starter pack, in the order in which they are offered. */
export const PACKS: readonly Pack[] = [
  {
    name: 'day',
    label: '±5% day',
    says: 'one loud move',
    conditions: ['±5% 1d'],
  },
  {
    name: 'classic',
    label: 'Classic',
    says: 'oversold, across the 200-day average, unusual volume',
    conditions: ['rsi14 x< 30', 'price x sma200', 'volratio20 > 2'],
  },
  {
    name: 'momentum',
    label: 'Momentum',
    says: 'MACD crossovers, Bollinger touches, closes two ATR away from the one before',
    conditions: [
      'macd x macd.signal',
      'price > bb.upper',
      'price < bb.lower',
      'close > close[1] + 2 * atr14[1]',
      'close < close[1] - 2 * atr14[1]',
    ],
  },
  {
    name: 'extremes',
    label: 'Extremes',
    says: 'new highs and lows of 20 days, 55 days and 52 weeks',
    conditions: [
      'price > high20',
      'price < low20',
      'price > high55',
      'price < low55',
      'price > high52w',
      'price < low52w',
    ],
  },
];

const USUAL_SMA = 17;
const USUAL_MACD = [12, 26, 9] as const;

/** For what is held, on closed daily bars: rules with the periods by which a person looks at their book. */
export function guardPack(
  sma: number = USUAL_SMA,
  macd: readonly [fast: number, slow: number, signal: number] = USUAL_MACD,
): Pack {
  const isUsual = macd.every((period, i) => period === USUAL_MACD[i]);
  const name = isUsual ? 'macd' : `macd${macd.join(',')}`;
  return {
    name: 'guard',
    label: 'Positions guard',
    says: 'MACD crossovers and closes across a short average, for what you hold',
    conditions: [
      `${name} x> ${name}.signal`,
      `${name} x< ${name}.signal`,
      `close x sma${sma} every:close`,
    ],
  };
}

const OTHERS: readonly Pack[] = [guardPack()];

/** The pack of that name, however it is cased. */
export function findPack(name: string): Pack | undefined {
  return [...PACKS, ...OTHERS].find((pack) => pack.name === name.toLowerCase());
}

/** A pack's rules on each of its targets, as if typed: `NVDA price > high20`. */
export function packRules({ conditions }: Pack, targets: readonly string[]): readonly string[] {
  return targets.flatMap((target) => conditions.map((condition) => `${target} ${condition}`));
}
