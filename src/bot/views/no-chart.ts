import type { ChartAsk } from '../../app/chart-words.ts';
import type { ChartAnswer, ChartShown } from '../../app/charts.ts';
import { formatPrice } from '../../core/format.ts';
import { clip, html, lines } from '../../core/html.ts';
import type { Instrument } from '../../core/market.ts';
import { button, type ButtonSubject, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { turnButton } from '../chart-wish.ts';
import { ageText } from './session.ts';

/** The same in a line without markup, for over a chart that stays. */
export function noChartToast(answer: Exclude<ChartAnswer, ChartShown>): string {
  switch (answer.kind) {
    case 'gone':
      return 'That is no longer kept, so there is nothing to draw.';
    case 'unknown':
      return `I can’t find ${answer.wish.ticker} any more.`;
    case 'no-bars':
      return `There are no ${answer.wish.timeframe} bars of ${answer.wish.ticker} here, because ${answer.why}.`;
  }
}

/** Why there is no chart, and what may be asked instead. */
export function noChartMessage(answer: Exclude<ChartAnswer, ChartShown>): Message {
  switch (answer.kind) {
    case 'gone':
      return { text: html`That is no longer kept, so there is nothing to draw.` };
    case 'unknown': {
      const { ticker, timeframe, words } = answer.wish;
      const rest = [timeframe, ...words].filter((word) => word !== undefined);
      return unknownTicker({ ...answer, ticker }, (meant) => ({
        verb: 'chart-words',
        subject: { args: [meant, ...rest].join(' ') },
      }));
    }
    case 'no-bars':
      return noBarsMessage(answer);
  }
}

type Pressed = { readonly verb: string; readonly subject: ButtonSubject };

/** A ticker that nobody knows, with those that may have been meant. */
export function unknownTicker(
  { ticker, suggestions }: { ticker: string; suggestions: readonly Instrument[] },
  pressed: (ticker: string) => Pressed,
): Message {
  const ask =
    suggestions.length > 0
      ? 'Did you mean one of these?'
      : 'Indices begin with ^, crypto looks like BTC-USD, London like VOD.L.';
  return {
    text: html`⚠️ I can’t find <b>${ticker}</b>. ${ask}`,
    buttons: suggestions.slice(0, 4).map((one) => {
      const { verb, subject } = pressed(one.ticker);
      return [button(clip(`${one.ticker} · ${one.name}`, 48), verb, subject)];
    }),
  };
}

function noBarsMessage(answer: Extract<ChartAnswer, { kind: 'no-bars' }>): Message {
  const { wish, why, since, quote, zone, now } = answer;
  const known =
    quote === undefined
      ? html`I have no price of it either.`
      : html`The last price I have is <b>${formatPrice(quote.price)}</b>, ${ageText(quote, now)}.`;
  const when = since === undefined ? '' : html`, since ${moment(since, zone, now)}`;
  return {
    text: lines(
      html`🕳 I can’t draw <b>${wish.ticker}</b>: there are no ${wish.timeframe} bars here, because
        ${why}${when}.`,
      known,
      html`Rules are kept and are judged again when prices come; /rules, /history and what else is
      kept here work as ever.`,
    ),
    buttons: [[turnButton('🔁 Try again', wish)]],
  };
}

/** A word that no chart can show, with those that may have been meant. */
export function badWordMessage({ lines: read, why, repairs }: BadWord): Message {
  return {
    text: lines(
      html`⚠️ I read`,
      html`<pre>${read.join('\n')}</pre>`,
      html`${why}`,
      repairs.length > 0
        ? html`Did you mean:`
        : html`One that works: <code>/chart NVDA 1h sma50 rsi levels</code> · more: /help chart`,
    ),
    buttons: [repairs.map(({ word, args }) => button(word, 'chart-words', { args }))],
  };
}

type BadWord = Extract<ChartAsk, { kind: 'bad-word' }>;

export function notATickerMessage(typed: string): Message {
  return {
    text: html`⚠️ “${clip(typed, 40)}” cannot be a ticker. One looks like NVDA, ^GSPC or BTC-USD.`,
  };
}
