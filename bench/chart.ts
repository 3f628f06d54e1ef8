import { aChart, averageOf, swingOf, walk } from '../test/charts/drawn.ts';
import { figure, type Bench } from './support/figures.ts';

const ROUNDS = 60;
const WARM_UP = 15;

/** A picture as `/chart` sends it: 250 bars with two averages and one pane, from the data to the bytes of the PNG. */
export const chart: Bench = {
  name: 'chart',
  says: `250 bars, two overlays, one pane, 800 × 500, PNG; ${ROUNDS} pictures, warm`,
  async run() {
    const data = yearOfDays();
    const before = performance.now();
    const { drawChart } = await import('../src/charts/draw.ts');
    await drawChart(data);
    const first = performance.now() - before;
    const { chartSvg } = await import('../src/charts/chart.ts');
    const { toPng } = await import('../src/charts/png.ts');
    const times = {
      svg: new Array<number>(),
      whole: new Array<number>(),
      cpu: new Array<number>(),
    };
    let bytes = 0;
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const cpu = process.cpuUsage();
      const begun = performance.now();
      const svg = chartSvg(data);
      const drawn = performance.now();
      bytes = (await toPng(svg)).length;
      const done = performance.now();
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      times.svg.push(drawn - begun);
      times.whole.push(done - begun);
      times.cpu.push((user + system) / 1_000);
    }
    return [
      figure('one picture', times.whole, { unit: 'ms', goal: 25 }),
      figure('of that the SVG', times.svg, { unit: 'ms' }),
      figure('CPU of all threads for it', times.cpu, { unit: 'ms' }),
      figure('the first picture, packages loaded for it', [first], { unit: 'ms' }),
      figure('bytes', [bytes / 1_000], { unit: 'kB', goal: 40 }),
    ];
  },
};

function yearOfDays() {
  const bars = walk(250);
  const { close } = bars;
  return aChart({
    bars,
    overlays: [averageOf(close, 20), averageOf(close, 50)],
    panes: [
      { label: 'rsi14', lines: [swingOf(close)], bounds: { min: 0, max: 100 }, guides: [30, 70] },
    ],
  });
}
