import type { Level as Turn } from '../analysis/levels.ts';
import type { ChartData } from '../charts/chart.ts';
import type { Level } from '../charts/levels.ts';
import type { Pane } from '../charts/panes.ts';
import { formatAge } from '../core/duration.ts';
import { formatMoment } from '../core/moment.ts';
import type { ChartPicture } from '../core/picture.ts';
import { sourceName } from '../core/source-words.ts';
import type { ChartPane } from './chart-lines.ts';
import type { ChartScene } from './chart-scene.ts';

/** Of each side; further ones are too far to matter and cost the candles their height. */
const MOST_LEVELS = 3;

/** A chart as the drawing folder takes it. `name` is of the instrument, when it is known. */
export function chartDataOf(
  picture: ChartPicture,
  scene: ChartScene,
  name: string | undefined,
): ChartData {
  const { ticker, timeframe, marks, zone, isDark } = picture;
  const { window, lines } = scene;
  return {
    title: name === undefined || name === ticker ? ticker : `${ticker} · ${name}`,
    subtitle: subtitleOf(picture, scene),
    bars: window.bars,
    timeframe,
    zone,
    overlays: lines.overlays,
    panes: lines.panes.map(paneOf),
    levels: levelsOf(picture, scene),
    marks: marks
      .filter((at) => at >= (window.bars.openedAt[0] ?? Infinity) && at <= scene.until)
      .map((at) => ({ at, kind: 'ring' })),
    theme: isDark ? 'dark' : 'light',
  };
}

function subtitleOf(
  { timeframe, zone }: ChartPicture,
  { kept, window, until }: ChartScene,
): string {
  const { closedAt, isForming } = window;
  const age = formatAge(Math.max(0, until - closedAt));
  const forming = isForming ? ', the bar in progress too' : '';
  const closed = `closed to ${formatMoment(closedAt, zone, until)} (${age})${forming}`;
  return `${timeframe} bars · ${closed} · ${sourceName(kept.source)}`;
}

function paneOf({ label, lines, columns, bounds, guides }: ChartPane): Pane {
  return {
    label,
    lines,
    guides,
    ...(bounds && { bounds }),
    ...(columns && { bars: columns.values }),
  };
}

function levelsOf(picture: ChartPicture, { lines, support, resistance }: ChartScene): Level[] {
  const triggers = lines.levels.map(({ of, level }): Level => ({
    price: level,
    label: of === 'price' ? 'alert' : `alert on ${of}`,
    kind: 'trigger',
  }));
  if (!picture.hasLevels) return triggers;
  const turns = (found: readonly Turn[], kind: 'support' | 'resistance') =>
    found.slice(0, MOST_LEVELS).map(({ price, touches }) => ({
      price,
      label: `${kind} ${touches}×`,
      kind,
    }));
  return [...triggers, ...turns(support, 'support'), ...turns(resistance, 'resistance')];
}
