import { curveSvg, type CurveData } from './curve.ts';
import { drawDistribution, type Distribution } from './distribution.ts';
import { MARGIN } from './layout.ts';
import { svgOf } from './svg.ts';
import { THEMES } from './theme.ts';

/** A course over time, and side by side under it what came after something. */
export type RecordData = {
  readonly curve: CurveData;
  readonly distributions: readonly Distribution[];
};

const WIDTH = 800;
const CURVE_HEIGHT = 390;
const PANEL_HEIGHT = 170;
const GAP = 24;

/** Both as one SVG document; the same data make the same document. */
export function recordSvg({ curve, distributions }: RecordData): string {
  const theme = THEMES[curve.theme];
  const size = { width: WIDTH, height: CURVE_HEIGHT + PANEL_HEIGHT };
  const count = Math.max(1, distributions.length);
  const width = (WIDTH - 2 * MARGIN - (count - 1) * GAP) / count;
  return svgOf(size, theme.background, [
    curveSvg(curve, { width: WIDTH, height: CURVE_HEIGHT }),
    ...distributions.map((one, n) =>
      drawDistribution(
        one,
        { left: MARGIN + n * (width + GAP), top: CURVE_HEIGHT, width, height: PANEL_HEIGHT },
        theme,
      ),
    ),
  ]);
}
