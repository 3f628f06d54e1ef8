import type { ChartAbout } from '../app/chart-subject.ts';
import type { ChartWish } from '../app/charts.ts';
import { button, type Button, type ButtonSubject } from '../core/message.ts';
import { parseTicker } from '../core/ticker.ts';
import { isTimeframe } from '../core/timeframe.ts';

/** A button that sends a chart of something, each time it is pressed. */
export function chartButton(
  about: ChartAbout,
  ticker: string,
  words: readonly string[] = [],
): Button {
  return button('📈 Chart', 'chart', {
    ...subjectOfAbout(about),
    ticker,
    timeframe: null,
    words: words.join(' '),
    dark: null,
  });
}

/** A button under a chart that draws it otherwise, in its place. */
export function turnButton(label: string, wish: ChartWish): Button {
  const { about, ticker, timeframe, words, isDark } = wish;
  return button(label, 'chart-turn', {
    ...subjectOfAbout(about),
    ticker,
    timeframe: timeframe ?? null,
    words: words.join(' '),
    dark: isDark ?? null,
  });
}

/**
 * What a button's row asks for; undefined when it is no chart.
 *
 * @param alerted the ticker of an alert, which its own button leaves unsaid
 */
export function readWish(
  subject: ButtonSubject,
  alerted: (alert: number) => string | undefined,
): ChartWish | undefined {
  const about = readAbout(subject);
  const named = about?.kind === 'alert' ? alerted(about.id) : subject['ticker'];
  const ticker = parseTicker(String(named ?? ''));
  if (ticker === undefined || about === undefined) return undefined;
  const { timeframe, dark, words } = subject;
  return {
    about,
    ticker,
    timeframe: typeof timeframe === 'string' && isTimeframe(timeframe) ? timeframe : undefined,
    words: String(words ?? '')
      .split(' ')
      .filter((word) => word !== ''),
    isDark: typeof dark === 'boolean' ? dark : undefined,
  };
}

function subjectOfAbout(about: ChartAbout): ButtonSubject {
  switch (about.kind) {
    case 'ticker':
      return { about: 'ticker' };
    case 'alert':
    case 'rule':
      return { about: about.kind, id: about.id };
    case 'draft':
      return { about: 'draft', text: about.text };
  }
}

function readAbout(subject: ButtonSubject): ChartAbout | undefined {
  switch (subject['about']) {
    case 'ticker':
      return { kind: 'ticker' };
    case 'alert':
      return { kind: 'alert', id: Number(subject['id']) };
    case 'rule':
      return { kind: 'rule', id: Number(subject['id']) };
    case 'draft':
      return { kind: 'draft', text: String(subject['text']) };
    default:
      return undefined;
  }
}
