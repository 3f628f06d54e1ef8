import type { BookFacts } from '../../app/risk-book.ts';
import type { BookMeasures } from '../../app/risk-measure.ts';
import type { BookView } from '../../app/risk.ts';
import { formatAge } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { formatDate } from '../../core/moment.ts';
import { isoDate } from '../../core/zone.ts';
import { shareOf } from '../../core/share.ts';
import { riskPicture } from './risk-picture.ts';
import { limitText, percentText, roughMoney, short, signedMoney, someNames } from './risk-words.ts';

const NAMED = 3;

/** Nothing is held, as far as is known. */
export const NO_BOOK: Message = {
  text: html`I know of nothing that you hold, so there is no risk to reckon.
    <code>/positions add NVDA 100 @ 121.40</code> tells me by hand, <code>/accounts</code> lets me
    read your broker.`,
};

/** The book's view: a picture, the figures in words under it, and ways to look closer. */
export function riskMessage(view: BookView): Message {
  return { text: riskText(view), picture: riskPicture(view), buttons: mainButtons(view.book) };
}

/** The same words where the picture stands already: it is left there. */
export function riskWords(view: BookView): Message {
  return { text: riskText(view), buttons: mainButtons(view.book) };
}

function mainButtons({ risk }: BookFacts): readonly (readonly Button[])[] {
  const bare = risk.unprotecteds.length;
  return [
    [button('Scenario', 'risk-scenario', {}), button('Concentration', 'risk-weights', {})],
    [
      button(bare === 0 ? 'Unprotected' : `Unprotected (${bare})`, 'risk-bare', {}),
      button('What changed since yesterday', 'risk-since', {}),
    ],
    [button('How it is reckoned', 'risk-how', {}), button('🔄 Refresh', 'risk', {})],
  ];
}

function riskText({ book, measures, drawdown }: BookView): Html {
  return lines(
    headline(book),
    perLine(book),
    html`Locked in at the stops: <b>${signedMoney(book.risk.locked, book.currency)}</b> against what
      was paid`,
    bareLine(book),
    weightLine(book),
    varLine(book, measures),
    scenarioLine(book, measures),
    drawdown && drawdownLine(drawdown),
    nearLine(book),
    coverageLine(book),
    ageLine(book, measures),
  );
}

function headline({ risk, limits, worth, worthless, currency }: BookFacts): Html {
  const open = roughMoney(risk.open, currency);
  if (risk.openPct === undefined || worth === undefined)
    return html`🛡 <b>Open risk ${open}</b> · what ${someNames(worthless.map(short), NAMED)} is worth
      is not known yet, so I have no share of it`;
  const [share, limit] = [percentText(risk.openPct), limitText(limits.totalPct)];
  const of = html`${open} of ${roughMoney(worth, currency)}`;
  return risk.openPct > limits.totalPct
    ? html`🟠 <b>Open risk ${share}, above your ${limit}</b> · ${of}`
    : html`🛡 <b>Open risk ${share} of ${limit}</b> · ${of}`;
}

function perLine({ risk, limits }: BookFacts): Html | undefined {
  if (risk.openPct === undefined || risk.protecteds.length === 0) return undefined;
  const limit = limitText(limits.perPct);
  const { beyondPer } = risk;
  if (beyondPer.length === 0) return html`Each position is within ${limit}`;
  const names = beyondPer.map(({ held, pct = 0 }) => `${short(held.name)} ${percentText(pct)}`);
  return html`Above ${limit} for one position: ${someNames(names, NAMED)}`;
}

function bareLine({ risk, worth, currency, helds }: BookFacts): Html {
  const bare = risk.unprotecteds;
  if (bare.length === 0) return html`Unprotected: none`;
  const value = bare.reduce((sum, one) => sum + one.value, 0);
  const share = shareOf(value, worth);
  const pct = share === undefined ? '' : ` (${percentText(share)})`;
  return html`⚠️ Unprotected: <b>${bare.length} of ${helds.length}</b>,
    ${roughMoney(value, currency)}${pct}, not in the open risk`;
}

function weightLine({ risk }: BookFacts): Html | undefined {
  const all = [...risk.protecteds, ...risk.unprotecteds].toSorted((a, b) => b.value - a.value);
  const [largest] = all;
  const share = largest && shareOf(largest.value, risk.value);
  if (largest === undefined || share === undefined || all.length < 2) return undefined;
  const five = all.slice(0, 5).reduce((sum, one) => sum + one.value, 0);
  const rest = all.length > 5 ? ` · first five ${percentText((100 * five) / risk.value)}` : '';
  return html`Largest: ${short(largest.held.name)} ${percentText(share)} of what is held${rest}`;
}

function varLine({ currency, worth }: BookFacts, measures: BookMeasures): Html {
  const found = measures.valueAtRisk;
  if (found === undefined) return html`Value at risk: too few daily closes to reckon from`;
  const share = shareOf(found.loss, worth);
  const pct = share === undefined ? '' : ` (${percentText(share)})`;
  return html`1-day value at risk ${measures.confidencePct}%:
    <b>${roughMoney(found.loss, currency)}</b>${pct} · historical, ${found.days}
    days${withoutText(measures)}`;
}

function withoutText({ without }: BookMeasures): string {
  if (without.length === 0) return '';
  const names = without.map(({ name }) => short(name));
  return `, without ${someNames(names, NAMED)}`;
}

function scenarioLine({ currency }: BookFacts, { scenarios }: BookMeasures): Html | undefined {
  const [first] = scenarios;
  if (first?.result === undefined) return undefined;
  const { amount, beta } = first.result;
  return html`If ${first.ticker} falls ${limitText(-first.movePct)}: about
    <b>${signedMoney(amount, currency)}</b> · beta ${beta.toFixed(2).replace('-', '−')}`;
}

function drawdownLine({ fallPct, peak, days }: NonNullable<BookView['drawdown']>): Html {
  const of = days < FEW_DAYS ? ` (${days} days are known)` : '';
  return fallPct >= -0.005
    ? html`At its highest, deposits left out${of}`
    : html`${percentText(-fallPct)} below its highest, ${formatDate(peak)}, deposits left out${of}`;
}

/** With fewer days a high says little. */
const FEW_DAYS = 60;

function nearLine({ nearest }: BookFacts): Html | undefined {
  if (nearest.length === 0) return undefined;
  const text = nearest.map(({ held, distancePct }) =>
    distancePct <= 0
      ? `${short(held.name)} reached`
      : `${short(held.name)} ${percentText(distancePct)}`,
  );
  return html`Nearest their stops: ${text.join(' · ')}`;
}

function coverageLine({ risk, helds }: BookFacts): Html {
  const { uncounteds } = risk;
  if (uncounteds.length === 0) return html`All ${helds.length} positions are counted`;
  const lacking = (what: 'price' | 'rate') =>
    uncounteds.filter(({ lacks }) => lacks === what).map(({ held }) => short(held.name));
  const [prices, rates] = [lacking('price'), lacking('rate')];
  const parts = [
    ...(prices.length === 0 ? [] : [`no price of ${someNames(prices, NAMED)}`]),
    ...(rates.length === 0 ? [] : [`no rate of exchange for ${someNames(rates, NAMED)}`]),
  ];
  return html`⚠️ ${uncounteds.length} of ${helds.length} are not counted: ${parts.join('; ')}`;
}

/** As of when everything above is. */
export function ageLine(
  { prices, rateDay, worthAt, zone, now }: BookFacts,
  measures?: BookMeasures,
): Html {
  const ago = (at: number) => formatAge(Math.max(0, now - at));
  const parts = [
    prices === undefined
      ? 'no prices'
      : ago(prices.oldest) === ago(prices.newest)
        ? `prices ${ago(prices.newest)}`
        : `prices ${ago(prices.newest)} to ${ago(prices.oldest)}`,
    ...(worthAt === undefined ? [] : [`account ${ago(worthAt)}`]),
    ...(rateDay === undefined ? [] : [`rates of ${formatDate(rateDay)}`]),
    ...(measures?.days === undefined
      ? []
      : [`closes to ${formatDate(isoDate(measures.days.to, zone))}`]),
  ];
  return html`<i>${parts.join(' · ')}</i>`;
}
