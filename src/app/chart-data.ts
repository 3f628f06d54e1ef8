import type { Level as Turn } from '../analysis/levels.ts';
import type { ChartData } from '../charts/chart.ts';
import type { Level } from '../charts/levels.ts';
import type { Mark } from '../charts/marks.ts';
import type { Pane } from '../charts/panes.ts';
import { formatAge } from '../core/duration.ts';
import type { CorporateAction } from '../core/market.ts';
import { formatMoment } from '../core/moment.ts';
import type { ChartPicture } from '../core/picture.ts';
import { sourceName } from '../core/source-words.ts';
import { DAY_MS, plus } from '../core/time.ts';
import type { ChartPane } from './chart-lines.ts';
import { sidesOf, type ChartScene } from './chart-scene.ts';

/** Of each side; further ones are too far to matter and cost the candles their height. */
const MOST_LEVELS = 3;
/** More bells than that would hide the price. */
const MOST_BELLS = 30;

/** A chart as the drawing folder takes it, with what happened to the shares in its time. */
export function chartDataOf(
  picture: ChartPicture,
  scene: ChartScene,
  actions: readonly CorporateAction[],
): ChartData {
  const { ticker, name, timeframe, marks, zone, isDark } = picture;
  const { window, lines } = scene;
  const from = window.bars.openedAt[0] ?? Infinity;
  const isShown = (at: number) => at >= from && at <= scene.until;
  const shown = marks.filter(isShown);
  const kind = shown.length > MOST_BELLS ? 'dot' : 'ring';
  return {
    title: name === undefined || name === ticker ? ticker : `${ticker} · ${name}`,
    subtitle: subtitleOf(picture, scene),
    bars: window.bars,
    timeframe,
    zone,
    overlays: lines.overlays,
    panes: lines.panes.map(paneOf),
    levels: levelsOf(picture, scene),
    marks: [
      ...actions.filter(({ at }) => isShown(at)).map(actionMark),
      ...shown.map((at): Mark => ({ at, kind })),
    ],
    theme: isDark ? 'dark' : 'light',
  };
}

function subtitleOf(picture: ChartPicture, { kept, window, until }: ChartScene): string {
  const { timeframe, zone } = picture;
  const { closedAt, isForming } = window;
  const forming = isForming ? ', the bar in progress too' : '';
  // Of a chart that ends in the past the day is told, since its age would be that of then.
  const closed =
    picture.until === undefined
      ? `${formatMoment(closedAt, zone, until)} (${formatAge(Math.max(0, until - closedAt))})`
      : formatMoment(closedAt, zone, plus(closedAt, 2 * DAY_MS));
  return `${timeframe} bars · closed to ${closed}${forming} · ${sourceName(kept.source)}`;
}

function actionMark(action: CorporateAction): Mark {
  const label =
    action.kind === 'split'
      ? `split ${action.numerator}:${action.denominator}`
      : `dividend ${Number(action.amount.toPrecision(4))}`;
  return { at: action.at, label, kind: 'dot' };
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

function levelsOf(picture: ChartPicture, { lines, turns: known, price }: ChartScene): Level[] {
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
  const { support, resistance } = sidesOf(known, price);
  return [...triggers, ...turns(support, 'support'), ...turns(resistance, 'resistance')];
}
