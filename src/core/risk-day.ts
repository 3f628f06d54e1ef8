import { z } from 'zod';
import { instant } from './time.ts';

const ROW = z.object({
  positionId: z.number(),
  name: z.string(),
  quantity: z.number(),
  price: z.number().optional(),
  stop: z.number().optional(),
  /** What would be lost down to the stop, in the book's currency; left out where it cannot be said. */
  atStop: z.number().optional(),
});

const LOOK = z.object({
  at: z.number().transform(instant),
  /** `2026-11-20`, in the person's own zone. */
  day: z.string(),
  currency: z.string(),
  worth: z.number().optional(),
  open: z.number(),
  rows: z.array(ROW),
});

const KEPT = z.object({ last: LOOK, before: LOOK.optional() });

/** A book's risk as it was at some moment, so that a later one can be held against it. Money in the book's `currency`. */
export type RiskLook = z.infer<typeof LOOK>;

export type RiskLookRow = z.infer<typeof ROW>;

/** The last look of this day so far, and the last one of the day before it on which there was any. */
export type RiskDays = z.infer<typeof KEPT>;

/** Reads what `writeRiskDays` wrote; undefined where nothing was, and where it cannot be read. */
export function readRiskDays(json: string | undefined): RiskDays | undefined {
  if (json === undefined) return undefined;
  try {
    return KEPT.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

export function writeRiskDays(days: RiskDays): string {
  return JSON.stringify(days);
}

/** What is kept once this look is the newest: the one before stays only as the last of an earlier day. */
export function withLook(kept: RiskDays | undefined, look: RiskLook): RiskDays {
  const before = kept?.last.day === look.day ? kept.before : kept?.last;
  return before === undefined ? { last: look } : { last: look, before };
}
