import type { RiskPicture } from '../core/picture.ts';
import { FONT, MARGIN } from './layout.ts';
import { grouped, reading } from './numbers.ts';
import { svgOf } from './svg.ts';
import { fitted, rounded, textAt } from './text.ts';
import { THEMES, type Theme } from './theme.ts';

export type RiskData = Omit<RiskPicture, 'kind'>;

const WIDTH = 800;
const HEADER = 66;
const GAUGE = 54;
const COLUMN_HEAD = 30;
const ROW = 27;
const BAR = 15;
const FOOT = 24;
const NAME_WIDTH = 130;
const GAP = 26;
/** Room for the figure behind the longest bar. */
const FIGURE = 74;

/** Side by side: what each position may lose to its stop, and what is locked in there. */
const COLUMN = (WIDTH - 2 * MARGIN - NAME_WIDTH - GAP) / 2;
const RISK_LEFT = MARGIN + NAME_WIDTH;
const LOCKED_LEFT = RISK_LEFT + COLUMN + GAP;

/** A book's open risk: all of it against the limit, then each position's against the limit of one, as one SVG document. */
export function riskSvg(data: RiskData): string {
  const theme = THEMES[data.isDark ? 'dark' : 'light'];
  const rowsTop = HEADER + (data.total === undefined ? 0 : GAUGE) + COLUMN_HEAD;
  const height = rowsTop + Math.max(1, data.rows.length) * ROW + FOOT;
  const title = { size: FONT.title, isBold: true, fill: theme.ink } as const;
  const subtitle = { size: FONT.subtitle, fill: theme.muted } as const;
  const wide = WIDTH - 2 * MARGIN;
  return svgOf({ width: WIDTH, height }, theme.background, [
    textAt(MARGIN, 30, { ...title, text: fitted(data.title, wide, title) }),
    textAt(MARGIN, 54, { ...subtitle, text: fitted(data.subtitle, wide, subtitle) }),
    data.total === undefined ? '' : gauge(data.total, theme),
    columns(data, rowsTop, theme),
  ]);
}

type Total = NonNullable<RiskData['total']>;

/** All of it as one bar, with the limit as a line through it. */
function gauge({ open, limit }: Total, theme: Theme): string {
  const top = HEADER + 4;
  const most = Math.max(open, limit) * 1.12;
  const xOf = (value: number) => MARGIN + (value / most) * (WIDTH - 2 * MARGIN);
  const at = rounded(xOf(limit));
  const anchor = { size: FONT.label, fill: theme.stop, halo: theme.background } as const;
  return [
    `<rect x="${MARGIN}" y="${top}" width="${WIDTH - 2 * MARGIN}" height="18" fill="${theme.grid}"/>`,
    `<rect class="open" x="${MARGIN}" y="${top}" width="${rounded(xOf(open) - MARGIN)}" height="18" fill="${open > limit ? theme.down : theme.trigger}"/>`,
    `<path class="limit" d="M${at} ${top - 4}V${top + 26}" stroke="${theme.stop}" stroke-width="3"/>`,
    textAt(xOf(limit) - 6, top + 38, { ...anchor, anchor: 'end', text: `limit ${limit}%` }),
  ].join('');
}

function columns(data: RiskData, top: number, theme: Theme): string {
  const { rows, perLimit, unit } = data;
  const known = rows.filter((row) => row.kind === 'stop');
  const most = Math.max(...known.map(({ atStop }) => atStop), perLimit ?? 0, Number.MIN_VALUE);
  const widest = Math.max(...known.map(({ locked }) => Math.abs(locked)), Number.MIN_VALUE);
  const riskOf = (value: number) => (value / most) * (COLUMN - FIGURE);
  const head = { size: FONT.label, fill: theme.muted } as const;
  const inUnit = unit === '%' ? '% of the account' : unit;
  return [
    textAt(RISK_LEFT, top - 10, { ...head, text: `at risk down to the stop, ${inUnit}` }),
    textAt(LOCKED_LEFT, top - 10, { ...head, text: 'locked in at the stop' }),
    // Under the figures, whose rims keep them legible.
    perLimit === undefined ? '' : perLine(RISK_LEFT + riskOf(perLimit), { top, data, theme }),
    ...rows.map((row, n) => {
      const place = { top: top + n * ROW, theme, unit };
      return row.kind === 'stop'
        ? stopRow(row, { ...place, riskOf, widest, perLimit })
        : bareRow(row, place);
    }),
    rows.length === 0 ? textAt(MARGIN, top + 16, { ...head, text: 'Nothing has a stop.' }) : '',
  ].join('');
}

type Row = RiskData['rows'][number];

type Place = { readonly top: number; readonly theme: Theme; readonly unit: string };

type Scales = Place & {
  readonly riskOf: (value: number) => number;
  readonly widest: number;
  readonly perLimit: number | undefined;
};

function stopRow(row: Extract<Row, { kind: 'stop' }>, scales: Scales): string {
  const { top, theme, unit, riskOf, widest, perLimit } = scales;
  const isBeyond = perLimit !== undefined && row.atStop > perLimit;
  const wide = riskOf(row.atStop);
  const middle = LOCKED_LEFT + COLUMN / 2;
  const long = (Math.abs(row.locked) / widest) * (COLUMN / 2 - FIGURE);
  const isGain = row.locked >= 0;
  const y = top + (ROW - BAR) / 2;
  const baseline = top + ROW / 2 + 6;
  const ink = { size: FONT.label, fill: theme.ink, halo: theme.background } as const;
  const figure = (value: number) => (unit === '%' ? `${grouped(value, 2)}%` : reading(value));
  return [
    nameAt(row.name, baseline, theme),
    `<rect class="risk" x="${RISK_LEFT}" y="${rounded(y)}" width="${rounded(Math.max(1, wide))}" height="${BAR}" fill="${isBeyond ? theme.down : theme.trigger}"/>`,
    textAt(RISK_LEFT + wide + 6, baseline, { ...ink, text: figure(row.atStop) }),
    `<rect class="locked" x="${rounded(isGain ? middle : middle - long)}" y="${rounded(y)}" width="${rounded(Math.max(1, long))}" height="${BAR}" fill="${isGain ? theme.up : theme.down}"/>`,
    textAt(isGain ? middle + long + 6 : middle - long - 6, baseline, {
      ...ink,
      ...(isGain ? {} : { anchor: 'end' as const }),
      text: `${isGain ? '+' : ''}${figure(row.locked)}`,
    }),
  ].join('');
}

/** Without a bar: there is no figure, and none is not a short one. */
function bareRow(row: Extract<Row, { kind: 'bare' }>, { top, theme }: Place): string {
  const baseline = top + ROW / 2 + 6;
  const muted = { size: FONT.label, fill: theme.stop, halo: theme.background } as const;
  return (
    nameAt(row.name, baseline, theme) +
    textAt(RISK_LEFT, baseline, { ...muted, class: 'bare', text: row.why })
  );
}

function nameAt(name: string, baseline: number, theme: Theme): string {
  const style = { size: FONT.label, isBold: true, fill: theme.ink } as const;
  const text = fitted(name, NAME_WIDTH - 10, style);
  return textAt(MARGIN, baseline, { ...style, text, class: 'name' });
}

type Lined = { readonly top: number; readonly data: RiskData; readonly theme: Theme };

function perLine(x: number, { top, data, theme }: Lined): string {
  const bottom = top + data.rows.length * ROW;
  const label = { size: FONT.label, fill: theme.stop, halo: theme.background } as const;
  return [
    `<path class="per" d="M${rounded(x)} ${top}V${bottom + 4}" stroke="${theme.stop}" stroke-width="2" stroke-dasharray="6 4"/>`,
    textAt(x + 4, bottom + 18, { ...label, text: `limit ${data.perLimit ?? ''}% for one` }),
  ].join('');
}
