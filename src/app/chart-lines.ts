import { barColumn } from '../rules/drawing.ts';
import type { Desk } from '../rules/desk.ts';
import type { SeriesRead, Unit } from '../rules/measure.ts';
import { isPriced, readMeasure, unitOfSeries } from '../rules/read-measure.ts';
import type { MeasureTable } from '../rules/registry.ts';
import { measuresWith } from '../rules/score.ts';
import { spellSeries } from '../rules/spell.ts';
import type { ChartPicture } from '../core/picture.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { columnOn, type ChartWindow } from './chart-window.ts';

/** One series on a chart, as long as its bars. */
export type ChartLine = {
  readonly read: SeriesRead;
  /** `macd.signal`; `label` is what its place on the chart leaves to be said. */
  readonly name: string;
  readonly label: string;
  readonly values: Float64Array;
  readonly unit: Unit;
};

/** Series that share a strip under the price. */
export type ChartPane = {
  readonly label: string;
  readonly lines: readonly ChartLine[];
  /** Drawn as columns from zero. */
  readonly columns: ChartLine | undefined;
  readonly bounds: { readonly min: number; readonly max: number } | undefined;
  readonly guides: readonly number[];
};

export type ChartLines = {
  readonly overlays: readonly ChartLine[];
  readonly panes: readonly ChartPane[];
  /** Prices at which something rings, and of what. */
  readonly levels: readonly { readonly of: string; readonly level: number }[];
};

/** More would be told apart by nobody, and leave the candles no room. */
const MOST_OVERLAYS = 6;
const MOST_PANES = 3;
const MOST_TOGETHER = 3;
const COLUMNS: ReadonlySet<string> = new Set(['macd hist', 'volume value']);

type Wanted = Pick<ChartPicture, 'measures' | 'triggers' | 'timeframe' | 'score'>;

/** What a chart's measures come to: prices go over the candles, all else under them, each kind in a pane of its own. */
export function linesOf(wanted: Wanted, desk: Desk, window: ChartWindow): ChartLines {
  const known = measuresWith(wanted.score);
  const reads = wanted.measures
    .flatMap((one) => seriesOf(one, known))
    .filter((read) => barColumn(read) === undefined);
  const line = (read: SeriesRead): ChartLine => {
    const name = labelOf(read, wanted.timeframe);
    return {
      read,
      name,
      label: name,
      values: columnOn(desk, read, window),
      unit: unitOfSeries(read),
    };
  };
  const priced = distinct(reads.filter(isPriced).flatMap(together));
  const others = distinct(reads.filter((read) => !isPriced(read)).flatMap(together));
  const groups = Map.groupBy(others, paneOf);
  return {
    overlays: priced.slice(0, MOST_OVERLAYS).map(line),
    panes: [...groups.values()]
      .slice(0, MOST_PANES)
      .map((group) => panelOf(group.map(line), wanted)),
    levels: wanted.triggers.flatMap(({ of, level }) => {
      const [read] = seriesOf(of, known);
      return read === undefined || isPriced(read) ? [{ of, level }] : [];
    }),
  };
}

/** The series that a measure's spelling means; none for what is read from a quote. */
export function seriesOf(spelled: string, known?: MeasureTable): readonly SeriesRead[] {
  const word = readMeasure(spelled, known);
  return word.kind === 'read' && word.read.kind === 'series' ? [word.read] : [];
}

/** A band comes with its other edges, a line with its signal; what is an output of its own kind comes alone. */
function together(read: SeriesRead): readonly SeriesRead[] {
  const { outputs, units } = read.measure;
  const kin = outputs.filter((output) => units?.[output] === undefined);
  const isAlone = !kin.includes(read.output) || kin.length > MOST_TOGETHER;
  return isAlone ? [read] : kin.map((output) => ({ ...read, output }));
}

function distinct(reads: readonly SeriesRead[]): readonly SeriesRead[] {
  return [...new Map(reads.map((read) => [spellSeries(read), read])).values()];
}

function paneOf({ measure, output }: SeriesRead): string {
  return measure.units?.[output] === undefined ? measure.name : `${measure.name}.${output}`;
}

function panelOf(all: readonly ChartLine[], wanted: Wanted): ChartPane {
  const { triggers, timeframe } = wanted;
  const known = measuresWith(wanted.score);
  const [first] = all;
  const spelled = new Set(all.map(({ read }) => spellSeries(read)));
  const isOneMeasure = new Set(all.map(({ read }) => wholeName(read, timeframe))).size === 1;
  const columns = all.find(({ read }) => COLUMNS.has(`${read.measure.name} ${read.output}`));
  const lines = all.filter((line) => line !== columns);
  const unit = first?.unit;
  return {
    label:
      first === undefined
        ? ''
        : isOneMeasure
          ? wholeName(first.read, timeframe)
          : first.read.measure.name,
    lines: isOneMeasure ? lines.map(byOutput) : lines,
    columns,
    bounds: unit?.kind === 'bounded' ? unit : undefined,
    guides: triggers.flatMap(({ of, level }) =>
      seriesOf(of, known).some((read) => spelled.has(spellSeries(read))) ? [level] : [],
    ),
  };
}

/** Within a pane that is named after the measure, its lines need only say which they are. */
function byOutput(line: ChartLine): ChartLine {
  const { measure, output } = line.read;
  if (measure.outputs.length === 1 || measure.units?.[output] !== undefined) return line;
  return { ...line, label: output === 'value' ? measure.name : output };
}

/** As rules spell it; the chart's own timeframe goes without saying, and which edge of a band it is does not. */
function labelOf(read: SeriesRead, timeframe: Timeframe): string {
  const { output } = read;
  const whole = wholeName(read, timeframe);
  const isOneOfSeveral = output !== 'value' && together(read).length > 1;
  return isOneOfSeveral ? whole.replace(/(?=@|$)/, `.${output}`) : namedAs(read, timeframe);
}

function namedAs(read: SeriesRead, timeframe: Timeframe): string {
  const usual = read.measure.timeframe ?? '1d';
  const plain = spellSeries({ ...read, timeframe: usual });
  return read.timeframe === timeframe ? plain : `${plain}@${read.timeframe}`;
}

/** A measure with its periods and without its output. */
function wholeName(read: SeriesRead, timeframe: Timeframe): string {
  const { measure, output } = read;
  if (measure.units?.[output] !== undefined) return namedAs(read, timeframe);
  return namedAs({ ...read, output: measure.outputs[0] }, timeframe);
}
