import { tdSequential } from '../../analysis/td-sequential.ts';
import { defineMeasure } from '../measure.ts';

/** Signed: above 0 a buy, below 0 a sell. Recycling and cancellation as Perl describes them, which no outside program confirms. */
export const tdMeasure = defineMeasure({
  kind: 'series',
  name: 'td',
  says: 'TD Sequential count',
  periods: [],
  outputs: ['setup', 'countdown'],
  unit: { kind: 'count' },
  rearm: { points: 0 },
  lookback: () => 250,
  compute: (bars) => {
    const { setup, countdown } = tdSequential(bars);
    return { setup, countdown };
  },
  examples: ['td.setup >= 9', 'td.countdown <= -13'],
});
