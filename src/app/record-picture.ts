import type { Moves } from '../analysis/forward-returns.ts';
import type { CurveData } from '../charts/curve.ts';
import { drawCurve, drawRecord } from '../charts/draw.ts';
import type { Mark } from '../charts/marks.ts';
import type { RecordData } from '../charts/record.ts';
import { formatDate } from '../core/moment.ts';
import type { Quote } from '../core/market.ts';
import { chatId } from '../core/people.ts';
import type { RecordPicture } from '../core/picture.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import { readBacktest, withoutTarget, type BacktestLine } from '../rules/backtest-line.ts';
import { measuresWith } from '../rules/score.ts';
import { sidesOf } from './backtest-bars.ts';
import { tryOn } from './backtest.ts';
import type { After, Study, Tried } from './backtest-study.ts';
import type { Trading } from './backtest-trade.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'bars' | 'defaultZone'>;

/** What the picture of a backtest shows. */
type RecordScene =
  | { readonly kind: 'study'; readonly data: RecordData }
  | { readonly kind: 'trading'; readonly data: CurveData };

/** The picture of a backtest as PNG, from bars that are kept; undefined when they no longer are. */
export async function recordPicture(
  deps: Needs,
  picture: RecordPicture,
): Promise<Uint8Array | undefined> {
  const scene = recordScene(deps, picture);
  if (scene === undefined) return undefined;
  return scene.kind === 'study' ? drawRecord(scene.data) : drawCurve(scene.data);
}

/** The same line tried again on the same stretch: what the words told, the picture shows. Asks nobody. */
function recordScene(deps: Needs, picture: RecordPicture): RecordScene | undefined {
  const { store, defaultZone } = deps;
  const { asked, ticker, since, until, isDark } = picture;
  const chat = store.chats.get(chatId(picture.chat));
  const read = readBacktest(asked, measuresWith(chat?.score));
  if (read.kind === 'problem') return undefined;
  const quote = store.quotes.get(ticker)?.quote ?? nameOnly(ticker, until);
  const line = { ...read.line, since: { kind: 'on', at: since } } as const;
  const sides = sidesOf(line, until);
  const found = tryOn(deps, quote, { line, sides, stretch: { since, until } });
  if (found.kind === 'untried') return undefined;
  const look = { zone: chat?.zone ?? defaultZone, theme: isDark ? 'dark' : 'light' } as const;
  return found.kind === 'study'
    ? { kind: 'study', data: studyOf(found, line, look) }
    : { kind: 'trading', data: tradingOf(found, line, look) };
}

/** Of a ticker that no rule is about no price is kept, and none is needed: bars bring their own. */
function nameOnly(ticker: Ticker, at: Instant): Quote {
  const currency = '';
  return {
    ticker,
    price: NaN,
    currency,
    at,
    delayMs: 0,
    previousClose: undefined,
    earnings: undefined,
    source: '',
    instrument: { ticker, name: ticker, kind: 'other', currency, exchange: '', market: 'other' },
  };
}

type Look = Pick<CurveData, 'zone' | 'theme'>;

/** More bells than that would hide the price. */
const MOST_BELLS = 30;
const MOST_TRADE_MARKS = 20;

function studyOf(study: Study, { entry }: BacktestLine, look: Look): RecordData {
  const { rings, close, closesAt, ticker } = study;
  const kind = rings.length > MOST_BELLS ? 'dot' : 'ring';
  return {
    curve: {
      ...look,
      title: `${ticker} · ${withoutTarget(entry)}`,
      subtitle: `${counted(rings.length, 'firing')} · ${stretch(study, look)}`,
      at: closesAt,
      series: [{ label: 'close', values: close }],
      marks: rings.map(({ at }): Mark => ({ at, kind })),
    },
    distributions: study.after.map((after) => ({
      title: `${after.bars === 1 ? '1 bar' : `${after.bars} bars`} later`,
      caption: compared(after),
      few: after.moves.rings,
      many: after.moves.all,
    })),
  };
}

function compared({ rings, all }: After): string {
  const middle = ({ medianPct }: Moves) => signed(medianPct);
  return `middle ${middle(rings)}, any bar ${middle(all)}`;
}

function tradingOf(trading: Trading, { asked, entry }: BacktestLine, look: Look): CurveData {
  const { result, closesAt, held, trades, ticker } = trading;
  const { stats, equity } = result;
  const marks = trades.flatMap(({ enteredAt, exitedAt }): readonly Mark[] => [
    { at: enteredAt, kind: 'entry' },
    { at: exitedAt, kind: 'exit' },
  ]);
  return {
    ...look,
    title: `${ticker} · ${withoutTarget(entry)}${asked.slice(entry.text.length)}`,
    subtitle: `${signed(stats.returnPct)} in ${counted(trades.length, 'trade')}, held ${signed(stats.buyAndHoldPct)} · ${stretch(trading, look)}`,
    at: closesAt,
    series: [
      { label: 'traded', values: equity },
      { label: 'held', values: held },
    ],
    drawdown: fallOf(equity),
    marks: trades.length > MOST_TRADE_MARKS ? [] : marks,
  };
}

/** Percent under the highest value so far. */
function fallOf(equity: Float64Array): Float64Array {
  let peak = -Infinity;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return 100 * (value / peak - 1);
  });
}

function stretch({ from, to, timeframe }: Tried, { zone }: Look): string {
  const day = (at: Tried['from']) => {
    const date = isoDate(at, zone);
    return `${formatDate(date).replace(/^\w+ /, '')} ${date.slice(0, 4)}`;
  };
  return `${day(from)} – ${day(to)} · ${timeframe} closes`;
}

function signed(pct: number): string {
  if (!Number.isFinite(pct)) return '–';
  return `${pct < 0 ? '−' : '+'}${Math.abs(pct).toFixed(1)}%`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
