import { formatDuration } from '../core/duration.ts';
import type { FeedRecord } from '../core/entry.ts';
import { html, lines, type Html } from '../core/html.ts';
import type { Instant } from '../core/time.ts';
import type { Notice } from './define.ts';
import type { EntryReader } from './entry-gather.ts';

type Change = { readonly before: FeedRecord | undefined; readonly after: FeedRecord };

/** Once when a feed stays away, and once when it is back. */
export function feedNotices(
  readers: readonly EntryReader[],
  { before, after }: Change,
  now: Instant,
): readonly Notice[] {
  const was = before?.trouble;
  const is = after.trouble;
  if ((was === undefined) === (is === undefined)) return [];
  const kind = is ? 'away' : 'back';
  const since = (is ?? was)?.since ?? now;
  const text = is ? away(is.why) : back(after.host, now - since);
  return readers.map(({ place }) => ({
    key: `entries-feed/${kind}/${after.host}/${place.chat}/${since}`,
    place,
    message: { text, silent: true },
  }));
}

function away(why: string): Html {
  return lines(
    html`🕳 <b>The feed of entries stays away</b>: ${why}.`,
    html`My own look at closed days goes on. I’ll say when the feed is back.`,
  );
}

function back(host: string, awayMs: number): Html {
  return html`👁 <b>${host} is back</b> after ${formatDuration(awayMs)}. What it names now that is
    from days before is marked late.`;
}
