import type { Calendar } from './calendar.ts';
import type { ChatPolicy } from './chat-policy.ts';
import type { MarketId } from './market.ts';
import { DAY_MS, MINUTE_MS, plus, type Instant } from './time.ts';
import { fromZoned, isoDate, shiftDate, type IsoDate } from './zone.ts';

export type BriefPlan = NonNullable<ChatPolicy['brief']>;

/** One briefing that is due. */
export type BriefSlot = {
  /** `pre-open`, `post-close`, or the time of day that was asked for, `09:00`. */
  readonly kind: string;
  /** Of the session in the market's own zone, or of the day in the chat's. */
  readonly date: IsoDate;
  readonly dueAt: Instant;
};

/** So long before the open there is time to act; so long after the close the last prices are there. */
export const BEFORE_OPEN_MS = 30 * MINUTE_MS;
export const AFTER_CLOSE_MS = 20 * MINUTE_MS;

type Where = {
  readonly calendar: Calendar;
  /** Whose sessions count: no briefing on a day without one. */
  readonly market: MarketId;
  /** The chat's own. */
  readonly zone: string;
};

/** Briefings that fell due within the day before `now`, oldest first. */
export function briefSlots(plan: BriefPlan, where: Where, now: Instant): readonly BriefSlot[] {
  const slots = [-2, -1, 0, 1].flatMap((days) => {
    const date = shiftDate(isoDate(now, where.zone), days);
    return [...ofSession(plan, where, date), ...atTimes(plan, where, date)];
  });
  return slots
    .filter(({ dueAt }) => dueAt <= now && now - dueAt < DAY_MS)
    .sort((a, b) => a.dueAt - b.dueAt);
}

function ofSession(
  { preOpen, postClose }: BriefPlan,
  { calendar, market }: Where,
  date: IsoDate,
): readonly BriefSlot[] {
  const session = calendar.session(market, date);
  if (session === undefined || market === 'always') return [];
  const before = { kind: 'pre-open', date, dueAt: plus(session.opensAt, -BEFORE_OPEN_MS) };
  const after = { kind: 'post-close', date, dueAt: plus(session.closesAt, AFTER_CLOSE_MS) };
  return [...(preOpen ? [before] : []), ...(postClose ? [after] : [])];
}

/** A minute that spring skips is an hour later, one that autumn repeats comes once. */
function atTimes(
  { at }: BriefPlan,
  { calendar, market, zone }: Where,
  date: IsoDate,
): readonly BriefSlot[] {
  if (calendar.session(market, date) === undefined) return [];
  return at.map((kind) => {
    const [hour = 0, minute = 0] = kind.split(':').map(Number);
    return { kind, date, dueAt: fromZoned({ isoDate: date, hour, minute }, zone) };
  });
}

/** Whose sessions a chat goes by: the market of most of what it looks at, and New York's in doubt. */
export function briefMarket(markets: readonly MarketId[]): MarketId {
  const counts = new Map<MarketId, number>();
  for (const market of markets) counts.set(market, (counts.get(market) ?? 0) + 1);
  const dated = [...counts].filter(([market]) => !ROUND_THE_CLOCK.has(market));
  const [first] = dated.sort((a, b) => b[1] - a[1]);
  if (first !== undefined) return first[0] === 'us-index' ? 'us' : first[0];
  return markets.length > 0 && markets.every((market) => market === 'always') ? 'always' : 'us';
}

const ROUND_THE_CLOCK: ReadonlySet<MarketId> = new Set(['always', 'fx', 'futures', 'other']);
