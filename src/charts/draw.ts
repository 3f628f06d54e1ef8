import type { ChartData } from './chart.ts';
import type { CurveData } from './curve.ts';
import type { RecordData } from './record.ts';
import type { RiskData } from './risk-bars.ts';

/**
 * The door to this folder for everything that starts with the program: what draws, and the packages for it, are loaded at
 * the first picture. 800 × 500 pixels.
 *
 * @returns the bytes of a PNG; the same data give the same bytes
 */
export async function drawChart(data: ChartData): Promise<Uint8Array> {
  const [{ chartSvg }, { toPng }] = await Promise.all([import('./chart.ts'), import('./png.ts')]);
  return toPng(chartSvg(data));
}

/** The same for lines over time. */
export async function drawCurve(data: CurveData): Promise<Uint8Array> {
  const [{ curveSvg }, { toPng }] = await Promise.all([import('./curve.ts'), import('./png.ts')]);
  return toPng(curveSvg(data));
}

/** The same for a course and what came after something. 800 × 560 pixels. */
export async function drawRecord(data: RecordData): Promise<Uint8Array> {
  const [{ recordSvg }, { toPng }] = await Promise.all([import('./record.ts'), import('./png.ts')]);
  return toPng(recordSvg(data));
}

/** The same for a book's open risk. 800 pixels wide, as high as it has rows. */
export async function drawRisk(data: RiskData): Promise<Uint8Array> {
  const [{ riskSvg }, { toPng }] = await Promise.all([
    import('./risk-bars.ts'),
    import('./png.ts'),
  ]);
  return toPng(riskSvg(data));
}
