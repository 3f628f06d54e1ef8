import type { ChartFacts, Standing } from '../../app/chart-facts.ts';
import type { ChartShown } from '../../app/charts.ts';
import { formatAge } from '../../core/duration.ts';
import { formatChange, formatMoney, formatPrice } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { sourceName } from '../../core/source-words.ts';
import type { Timeframe } from '../../core/timeframe.ts';
import { turnButton } from '../chart-wish.ts';
import { earningsLine } from './earnings.ts';
import { ageText, sessionText } from './session.ts';
import { dayOf } from './when.ts';

const FRAMES: readonly Timeframe[] = ['5m', '15m', '1h', '4h', '1d', '1w'];
/** What one tap adds and takes away. */
const EXTRAS = ['levels', 'sma50', 'rsi14', 'macd'];
const LONGEST_NAME = 60;
const LONGEST_HEAD = 160;
const MOST_STANDINGS = 8;

/** A chart with its caption, which says what the picture shows to those who cannot see it. */
export function chartMessage(shown: ChartShown): Message {
  const { facts, picture, fault, doubt, subject, quote } = shown;
  return {
    text: lines(
      headLine(shown),
      windowLine(shown),
      ...standingLines(facts),
      triggerLine(facts),
      levelLine(facts),
      subject === undefined ? undefined : ringLine(shown),
      shortLine(shown),
      doubt === undefined ? undefined : html`⚠️ ${doubt}.`,
      fault === undefined
        ? undefined
        : html`⚠️ Newer bars could not be had: ${fault}. This is what I have kept.`,
      quote && subject === undefined ? earningsLine(quote, shown) : undefined,
      ageLine(shown),
    ),
    picture,
    buttons: buttonsOf(shown),
  };
}

function headLine({ wish, facts, subject, quote, zone, now }: ChartShown): Html {
  const { ticker, timeframe } = wish;
  const day = facts.dayPct === undefined ? '' : ` ${formatChange(facts.dayPct)}`;
  const price = html`<b>${priced(facts.price, quote)}</b>${day}`;
  if (subject === undefined) return html`📈 <b>${ticker}</b> · ${timeframe} · ${price}`;
  const says = clip(subject.says, LONGEST_HEAD);
  const code = subject.code === undefined ? html`not armed` : html`<code>${subject.code}</code>`;
  if (subject.end === undefined)
    return html`📈 <b>${says}</b> · ${code} · ${timeframe} · now ${price}`;
  return html`📈 <b>${says}</b> · ${code} · ${timeframe} · price then ${price}, at
    ${moment(subject.end.until, zone, now)}, where the chart ends`;
}

function windowLine({ facts, quote, zone, wish }: ChartShown): Html {
  const name = quote === undefined ? wish.ticker : clip(quote.instrument.name, LONGEST_NAME);
  const { count, from, windowPct, low, high } = facts;
  return html`${name}: ${count} bars of ${wish.timeframe} from ${dayOf(from, zone)},
  ${formatChange(windowPct)} over them, between ${formatPrice(low.price)} (${dayOf(low.at, zone)})
  and ${formatPrice(high.price)} (${dayOf(high.at, zone)}).`;
}

function standingLines({ standings }: ChartFacts): readonly Html[] {
  if (standings.length === 0) return [];
  const more = standings.length - MOST_STANDINGS;
  const shown = standings.slice(0, MOST_STANDINGS).map(standingText);
  return [html`${shown.join(' · ')}${more > 0 ? ` · and ${more} more` : ''}`];
}

/** `sma50 142.10 (price 4.3% above)`, `rsi14 61.20` */
function standingText({ label, value, unit, abovePct }: Standing): string {
  if (Number.isNaN(value)) return `${label} not known yet`;
  if (abovePct !== undefined) return `${label} ${formatPrice(value)} (price ${sideOf(abovePct)})`;
  if (unit === 'percent') return `${label} ${value.toFixed(1)}%`;
  return `${label} ${COMPACT.format(value)}`;
}

const COMPACT = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 4,
});

function sideOf(pct: number): string {
  if (Math.abs(pct) < 0.05) return 'there';
  return `${Math.abs(pct).toFixed(1)}% ${pct > 0 ? 'above' : 'below'}`;
}

function triggerLine({ triggers }: ChartFacts): Html | undefined {
  const [first] = triggers;
  if (first === undefined) return undefined;
  const each = triggers.map(
    ({ level, awayPct }) => `${formatPrice(level)} (${formatChange(awayPct)})`,
  );
  return html`Alert line${each.length > 1 ? 's' : ''} at ${each.join(' and ')}.`;
}

function levelLine({ support, resistance }: ChartFacts): Html {
  if (support === undefined && resistance === undefined)
    return html`No support or resistance is known in these bars.`;
  const text = ({ price, awayPct, touches }: Turn) =>
    `${formatPrice(price)} (${formatChange(awayPct)}, ${touches} touches)`;
  const below = support === undefined ? 'No support below' : `Support ${text(support)}`;
  const above = resistance === undefined ? 'no resistance above' : `resistance ${text(resistance)}`;
  return html`${below}, ${above}.`;
}

type Turn = NonNullable<ChartFacts['support']>;

function ringLine({ facts, wish }: ChartShown): Html {
  const times = facts.rings === 1 ? 'once' : `${facts.rings}×`;
  if (facts.rings === 0)
    return html`🔔 ${wish.about.kind === 'draft' ? 'Would not have fired' : 'Has not rung'} in these
    bars.`;
  const did = wish.about.kind === 'draft' ? 'Would have fired' : 'Rang';
  return html`🔔 ${did} <b>${times}</b> in these bars; bells mark where.`;
}

function shortLine({ facts, picture, subject }: ChartShown): Html | undefined {
  if (subject !== undefined || facts.count >= picture.bars) return undefined;
  const { count } = facts;
  return html`These ${count === 1 ? 'is the only bar' : `${count} are all the bars`} of
  ${picture.timeframe} there are so far; a chart has ${picture.bars} when it can.`;
}

function ageLine({ facts, quote, session, zone, now, subject }: ChartShown): Html {
  const forming = facts.isForming ? ' (the last candle is still in progress)' : '';
  const bars = html`Bars closed to ${moment(facts.closedAt, zone, now)}${forming}, from
  ${sourceName(facts.source)} ${formatAge(Math.max(0, now - facts.askedAt))}`;
  if (quote === undefined || subject?.end !== undefined) return html`<i>${bars}.</i>`;
  const market = session === undefined ? '' : html` Market ${sessionText(session, { zone, now })}.`;
  return html`<i>${bars}; price ${ageText(quote, now)}.${market}</i>`;
}

function buttonsOf(shown: ChartShown): readonly (readonly Button[])[] {
  const { wish } = shown;
  const { timeframe, isDark, words } = wish;
  const all = FRAMES.includes(timeframe) ? FRAMES : [timeframe, ...FRAMES];
  const frames = all.map((one) =>
    turnButton(one === timeframe ? `· ${one} ·` : one, { ...wish, timeframe: one }),
  );
  const theme = turnButton(isDark ? '☀️' : '🌙', { ...wish, isDark: !isDark });
  if (wish.about.kind !== 'ticker') return [frames, [theme]];
  const extras = EXTRAS.map((word) => {
    const has = words.includes(word);
    const next = has ? words.filter((one) => one !== word) : [...words, word];
    return turnButton(has ? `${word} ✓` : word, { ...wish, words: next });
  });
  return [frames, extras, [theme, alertMeButton(wish.ticker)]];
}

/** The shortest path from reading to a rule. */
export function alertMeButton(ticker: string): Button {
  return button('🔔 Alert me on this', 'alert-me', { ticker });
}

function priced(price: number, quote: ChartShown['quote']): string {
  const isPlain = quote === undefined || quote.instrument.kind === 'index';
  return formatMoney(price, isPlain ? '' : quote.currency);
}
