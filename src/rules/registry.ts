import type { Measure } from './measure.ts';
import { adxMeasure } from './measures/adx.ts';
import { atrMeasure, natrMeasure } from './measures/atr.ts';
import { emaMeasure, smaMeasure, wmaMeasure } from './measures/average.ts';
import { closeMeasure, openMeasure } from './measures/bar.ts';
import { bollingerMeasure } from './measures/bollinger.ts';
import { changeMeasure } from './measures/change.ts';
import { high52wMeasure, highMeasure, low52wMeasure, lowMeasure } from './measures/extremes.ts';
import { gapMeasure } from './measures/gap.ts';
import { resistanceMeasure, supportMeasure } from './measures/levels.ts';
import { macdMeasure } from './measures/macd.ts';
import { mfiMeasure, rocMeasure } from './measures/momentum.ts';
import { pivotMeasure } from './measures/pivot.ts';
import { priceMeasure } from './measures/price.ts';
import { rsiCutlerMeasure, rsiMeasure, stochRsiMeasure } from './measures/rsi.ts';
import { scoreMeasure } from './measures/score.ts';
import { stochasticMeasure } from './measures/stochastic.ts';
import { tdMeasure } from './measures/td.ts';
import { volatilityMeasure } from './measures/volatility.ts';
import {
  obvMeasure,
  volumeMeasure,
  volumeRatioMeasure,
  volumeZMeasure,
} from './measures/volume.ts';
import { vwapMeasure } from './measures/vwap.ts';

/** Measures by the name that a rule uses. */
export type MeasureTable = ReadonlyMap<string, Measure>;

/** Every measure a rule may name. A new one is a file in `measures/` and a line here. */
export const MEASURES: readonly Measure[] = [
  priceMeasure,
  changeMeasure,
  gapMeasure,
  openMeasure,
  highMeasure,
  lowMeasure,
  closeMeasure,
  high52wMeasure,
  low52wMeasure,
  smaMeasure,
  emaMeasure,
  wmaMeasure,
  vwapMeasure,
  rsiMeasure,
  rsiCutlerMeasure,
  stochRsiMeasure,
  stochasticMeasure,
  macdMeasure,
  rocMeasure,
  mfiMeasure,
  adxMeasure,
  bollingerMeasure,
  atrMeasure,
  natrMeasure,
  volatilityMeasure,
  volumeMeasure,
  volumeRatioMeasure,
  volumeZMeasure,
  obvMeasure,
  tdMeasure,
  supportMeasure,
  resistanceMeasure,
  pivotMeasure,
  scoreMeasure,
];

export const MEASURE_TABLE: MeasureTable = measureTable(MEASURES);

/** @throws when two measures share a name */
export function measureTable(measures: readonly Measure[]): MeasureTable {
  const table = new Map(measures.map((measure) => [measure.name, measure]));
  if (table.size !== measures.length) throw new Error('Two measures have one name');
  return table;
}
