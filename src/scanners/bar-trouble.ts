import { formatDuration } from '../core/duration.ts';
import { html, lines, telegramTime, type Html } from '../core/html.ts';
import type { BarWant } from '../core/ports/bar-keeper.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { madeFrom } from '../core/timeframe.ts';
import { formatClock } from '../core/zone.ts';
import type { Store } from '../db/store.ts';
import type { Notice } from './define.ts';
import type { LiveRule } from './live-rules.ts';

type Trouble = { readonly why: string; readonly since: Instant };

/** A series that could not be brought up to date before or after a scan asked for it. */
export type SeriesTrouble = {
  readonly want: BarWant;
  readonly before: Trouble | undefined;
  readonly after: Trouble | undefined;
  readonly rules: readonly LiveRule[];
};

/** One failed question is often gone with the next; what lasts this long is told. */
const TOLD_AFTER_MS = 20 * MINUTE_MS;

/** The trouble of each wanted series at this moment. */
export function seriesTroubles(
  store: Store,
  wants: readonly BarWant[],
): readonly (Trouble | undefined)[] {
  return wants.map(
    ({ ticker, timeframe }) => store.bars.about(ticker, madeFrom(timeframe))?.trouble,
  );
}

/** Once a chat and series when bars stay away, and once when they are back. */
export function barNotices(troubles: readonly SeriesTrouble[], now: Instant): readonly Notice[] {
  return troubles.flatMap((one) => {
    const { after, before } = one;
    if (after !== undefined)
      return now - after.since >= TOLD_AFTER_MS ? each(one, 'blind', blind(one, after)) : [];
    const wasTold = before !== undefined && now - before.since >= TOLD_AFTER_MS;
    return wasTold ? each(one, 'back', back(one, now - before.since)) : [];
  });
}

// The key holds the beginning of the trouble, so that however many scans see it, it is told once.
function each(one: SeriesTrouble, kind: string, text: Html): readonly Notice[] {
  const { ticker, timeframe } = one.want;
  const since = (one.after ?? one.before)?.since ?? 0;
  const places = new Map(
    one.rules.map(({ stored: { place } }) => [`${place.chat}/${place.thread ?? ''}`, place]),
  );
  return [...places].map(([key, place]) => ({
    key: `bars-${kind}/${key}/${ticker}/${timeframe}/${since}`,
    place,
    message: { text, silent: true },
  }));
}

function blind({ want, rules }: SeriesTrouble, { why, since }: Trouble): Html {
  const waiting = rules.length === 1 ? '1 rule waits' : `${rules.length} rules wait`;
  return lines(
    html`🕳 <b>I can’t get ${want.timeframe} bars of ${want.ticker}</b> since
      ${telegramTime(since, 't', formatClock(since, 'UTC'))}: ${why}.`,
    html`${waiting} for them; no alert is made from missing data. I’ll say when it works again.`,
  );
}

function back({ want }: SeriesTrouble, blindMs: number): Html {
  return html`👁 <b>${want.timeframe} bars of ${want.ticker} are back</b> after
    ${formatDuration(blindMs)}. Bars that closed in between are judged now, and marked late.`;
}
