import { drawCurve } from '../charts/draw.ts';
import type { CurveData } from '../charts/curve.ts';
import { formatDate } from '../core/moment.ts';
import { userId } from '../core/people.ts';
import type { PnlPicture } from '../core/picture.ts';
import type { CourseDay } from '../portfolio/performance.ts';
import { pnlFacts, type PerformanceDeps, type PnlFacts } from './performance.ts';

/** The course of a person's accounts as PNG, from what is kept; undefined when there are not two days of it. */
export async function pnlPicture(
  deps: PerformanceDeps,
  picture: PnlPicture,
): Promise<Uint8Array | undefined> {
  const { span, accountId, side, isDark } = picture;
  const facts = pnlFacts(deps, userId(picture.user), { span, accountId, side });
  if (facts === undefined || facts.course.days.length < 2) return undefined;
  return drawCurve(curveOf(facts, isDark));
}

function curveOf(facts: PnlFacts, isDark: boolean): CurveData {
  const { wish, currency, course } = facts;
  const { days } = course;
  const column = (read: (day: CourseDay) => number) => Float64Array.from(days, read);
  const name = wish.accountId === undefined ? undefined : facts.accounts[0]?.account.name;
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const isProfit = wish.side === 'profit';
  return {
    title: `${isProfit ? 'Profit' : 'Worth'} in ${currency}${name === undefined ? '' : ` · ${name}`}`,
    subtitle: `${dateOf(first)} – ${dateOf(last)} · at the end of each day`,
    at: column(({ day }) => Date.parse(`${day}T00:00:00Z`)),
    zone: 'UTC',
    series: isProfit
      ? [{ label: 'profit', values: column(({ profit }) => profit) }]
      : [
          { label: 'worth', values: column(({ worth }) => worth) },
          { label: 'without the profit', values: column(({ worth, profit }) => worth - profit) },
        ],
    drawdown: column(({ fallPct }) => fallPct),
    marks: [],
    theme: isDark ? 'dark' : 'light',
  };
}

function dateOf(day: string): string {
  return `${formatDate(day).replace(/^\w+ /, '')} ${day.slice(0, 4)}`;
}
