import type { Added, Found, LookUp } from '../../app/ticker-look-up.ts';
import { formatChange, formatMoney } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import type { Instrument, Quote } from '../../core/market.ts';
import { button, type Button, type ButtonSubject, type Message } from '../../core/message.ts';
import { sourceName } from '../../core/source-words.ts';
import type { Instant } from '../../core/time.ts';
import { ageText } from './session.ts';

/** How the place that tickers go to calls things. */
export type Into = {
  /** Follows the ticker: `is watched already`. */
  readonly already: string;
  readonly full: Html;
  /** What adds a ticker when pressed; its subject gets `tickers`. */
  readonly verb: string;
  readonly subject: ButtonSubject;
};

/** What became of one typed ticker. */
export function addedLine({ found, outcome }: Added, into: Into, now: Instant): Html {
  if (found.kind === 'not-a-ticker')
    return html`⚠️ “${found.typed.slice(0, 40)}” cannot be a ticker. One looks like NVDA, ^GSPC or
    BTC-USD.`;
  const { reading } = found;
  const { ticker } = reading;
  if (reading.kind === 'unknown') return unknownLine(ticker, reading.suggestions);
  const known = reading.quote ? html` · ${priceLine(reading.quote, now)}` : html``;
  if (outcome === 'full') return html`⚠️ <b>${ticker}</b>: ${into.full}`;
  if (outcome === 'already') return html`✅ <b>${ticker}</b> ${into.already}${known}`;
  if (outcome === 'refused' && reading.kind === 'failed')
    return html`⚠️ <b>${ticker}</b>: I could not ask whether it exists, because ${reading.why}.
      Nothing is wrong with what you typed.`;
  if (reading.kind === 'priced') return html`✅ <b>${ticker}</b>${known}`;
  return html`✅ <b>${ticker}</b>${known} · ⚠️ ${reading.why}`;
}

/** What may be tried instead: suggestions for unknown tickers, and once more what could not be asked. */
export function addedButtons(
  added: readonly Added[],
  { verb, subject }: Into,
): readonly (readonly Button[])[] {
  const unsure = added.flatMap(({ found, outcome }) =>
    outcome === 'refused' && found.kind === 'read' && found.reading.kind === 'failed'
      ? [found.reading.ticker]
      : [],
  );
  const again = button('🔁 Try again', verb, { ...subject, tickers: unsure.join(' ') });
  return [
    ...added.flatMap(({ found }) =>
      suggestionsFor(found).map(({ ticker, name }) => [
        button(`${ticker} · ${name}`.slice(0, 48), verb, { ...subject, tickers: ticker }),
      ]),
    ),
    ...(unsure.length > 0 ? [[again]] : []),
  ];
}

/** Tickers that were added just now. */
export function freshOf(added: readonly Added[]): readonly string[] {
  return added.flatMap(({ found, outcome }) =>
    outcome === 'added' && found.kind === 'read' ? [found.reading.ticker] : [],
  );
}

/** `NVIDIA Corporation · $148.20 ▲2.1% · 4 s old · Yahoo Finance` */
function priceLine(quote: Quote, now: Instant): Html {
  const price = quote.instrument.kind === 'index' ? '' : quote.currency;
  const change = dayChange(quote);
  return html`${quote.instrument.name} · <b>${formatMoney(quote.price, price)}</b>${change} ·
    ${ageText(quote, now)} · ${sourceName(quote.source)}`;
}

function dayChange({ price, previousClose }: Quote): string {
  if (previousClose === undefined || previousClose === 0) return '';
  return ` ${formatChange(((price - previousClose) * 100) / previousClose)}`;
}

function unknownLine(ticker: string, suggestions: readonly Instrument[]): Html {
  const ask =
    suggestions.length > 0
      ? 'Did you mean one of these?'
      : 'Indices begin with ^, crypto looks like BTC-USD, London like VOD.L.';
  return html`⚠️ I can’t find <b>${ticker}</b>. ${ask}`;
}

function suggestionsFor(found: Found): readonly Instrument[] {
  return found.kind === 'read' && found.reading.kind === 'unknown'
    ? found.reading.suggestions.slice(0, 4)
    : [];
}

export function tooManyMessage({ count, limit }: Extract<LookUp, { kind: 'too-many' }>): Message {
  return {
    text: html`⚠️ That is ${count} tickers; I take ${limit} in one message. Send the rest in a
    second one. Nothing was added.`,
  };
}
