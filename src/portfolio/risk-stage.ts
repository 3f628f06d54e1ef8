/** Whether a book's open risk stands beyond its limit, as it was last judged. */
export type RiskStage = 'within' | 'beyond';

/** Back within the limit it counts as such only this far under it, in percent of the limit: prices tremble. */
const BAND_PCT = 5;

/**
 * Where the open risk stands now. What could not be counted can only add to it: beyond is beyond all the same, but back
 * within is believed only when everything has been counted.
 *
 * @param openPct of the account's worth; undefined while that is unknown
 * @returns the stage from now on; undefined while none has ever been judged
 */
export function riskStage(
  was: RiskStage | undefined,
  { openPct, limitPct, isWhole }: RiskReading,
): RiskStage | undefined {
  if (openPct === undefined || !Number.isFinite(openPct)) return was;
  if (openPct > limitPct) return 'beyond';
  if (!isWhole) return was;
  if (was === 'beyond' && openPct >= backWithinPct(limitPct)) return was;
  return 'within';
}

export type RiskReading = {
  readonly openPct: number | undefined;
  readonly limitPct: number;
  /** Nothing with a stop was left out. */
  readonly isWhole: boolean;
};

/** Below that it counts as back within the limit, and may ring again. */
export function backWithinPct(limitPct: number): number {
  return limitPct * (1 - BAND_PCT / 100);
}
