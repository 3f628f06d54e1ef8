/** One bar as read from a vendor, while it is still being judged. Volume is NaN where it is not known. */
export type BarRow = {
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A vendor's cells as they came; null is missing. */
export type BarCells = {
  readonly openedAt: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
};

/** From this factor on, two prices of one bar or of neighbours are of different units: pence and pounds, not a move. */
export const UNIT_FACTOR = 50;

/** Prices are stored as 32-bit floats somewhere on their way, so that equal ones may differ in the seventh digit. */
const ROUNDING = 1e-6;

/** A bar that can be: four positive prices, none outside of high and low. Undefined for any other; nothing is made up. */
export function believableRow(cells: BarCells): BarRow | undefined {
  const [open, high, low, close] = [cells.open, cells.high, cells.low, cells.close].map(toPrice);
  if (open === undefined || high === undefined || low === undefined || close === undefined) {
    return undefined;
  }
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  if (top > high * (1 + ROUNDING) || bottom < low * (1 - ROUNDING)) return undefined;
  if (high / low >= UNIT_FACTOR) return undefined;
  return {
    openedAt: cells.openedAt,
    open,
    high: Math.max(high, top),
    low: Math.min(low, bottom),
    close,
    volume: toVolume(cells.volume),
  };
}

function toPrice(cell: number | null): number | undefined {
  return cell !== null && Number.isFinite(cell) && cell > 0 ? cell : undefined;
}

function toVolume(cell: number | null): number {
  return cell !== null && Number.isFinite(cell) && cell >= 0 ? cell : NaN;
}
