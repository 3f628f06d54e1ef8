import type { Measure } from './measure.ts';
import { changeMeasure } from './measures/change.ts';
import { priceMeasure } from './measures/price.ts';

/** Measures by the name that a rule uses. */
export type MeasureTable = ReadonlyMap<string, Measure>;

/** Every measure a rule may name. A new one is a file in `measures/` and a line here. */
export const MEASURES: readonly Measure[] = [priceMeasure, changeMeasure];

export const MEASURE_TABLE: MeasureTable = measureTable(MEASURES);

/** @throws when two measures share a name */
export function measureTable(measures: readonly Measure[]): MeasureTable {
  const table = new Map(measures.map((measure) => [measure.name, measure]));
  if (table.size !== measures.length) throw new Error('Two measures have one name');
  return table;
}
