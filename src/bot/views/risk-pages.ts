import type { BookFacts } from '../../app/risk-book.ts';
import type { Scenario } from '../../app/risk-measure.ts';
import type { BookView } from '../../app/risk.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { formatDate } from '../../core/moment.ts';
import { isoDate } from '../../core/zone.ts';
import { shareOf } from '../../core/share.ts';
import { ageLine } from './risk.ts';
import { limitText, percentText, roughMoney, short, signedMoney, tableRows } from './risk-words.ts';

const BACK: readonly Button[] = [button('‹ Back', 'risk-back', {})];
const MOST_ROWS = 8;
const MOST_STOPS = 6;

/** What a fall of the market would mean, by how everything has moved with it. */
export function scenarioMessage({ book, measures }: BookView): Message {
  const { currency, worth } = book;
  const { days, without, counted, valueAtRisk } = measures;
  const share = (amount: number) => {
    const pct = shareOf(amount, worth);
    return pct === undefined ? '' : ` (${percentText(pct)} of the account)`;
  };
  const known = measures.scenarios.filter(({ result }) => result !== undefined);
  const [first] = known;
  const rows = (first?.result?.parts ?? []).slice(0, MOST_ROWS).map((part) => ({
    name: part.name,
    figures: [part.beta.toFixed(2).replace('-', '−'), signedMoney(part.amount, currency)],
  }));
  return {
    text: lines(
      ...known.map(({ ticker, movePct, result }) => {
        const amount = result?.amount ?? 0;
        return html`📉
          <b>${moveWords({ ticker, movePct })}: about ${signedMoney(amount, currency)}</b
          >${share(amount)}`;
      }),
      known.length === 0
        ? html`📉 I have too few daily closes to hold the book against the market.`
        : undefined,
      rows.length === 0 ? undefined : html`<pre>${tableRows([HEAD, ...rows]).join('\n')}</pre>`,
      days === undefined || counted === 0
        ? undefined
        : html`By the moves of ${days.count - 1} days to ${formatDate(isoDate(days.to, book.zone))};
          stops are left out, since a fast fall goes through them.`,
      valueAtRisk &&
        html`On ${valueAtRisk.worseDays} of these days what is held now would have lost more than
        ${roughMoney(valueAtRisk.loss, currency)}.`,
      without.length === 0
        ? undefined
        : html`Left out: ${listed(without.map(({ name, why }) => `${short(name)} (${why})`))}`,
      ageLine(book, measures),
    ),
    buttons: [BACK],
  };
}

const HEAD = { name: 'moves with it', figures: ['beta', 'then'] };

function moveWords({ ticker, movePct }: Pick<Scenario, 'ticker' | 'movePct'>): string {
  const name = ticker.replace('^', '');
  return movePct < 0
    ? `${name} falls ${limitText(-movePct)}`
    : `${name} rises ${limitText(movePct)}`;
}

/** How much hangs on how little. */
export function weightsMessage({ book }: BookView): Message {
  const { risk, currency, accounts } = book;
  const rows = [...risk.protecteds, ...risk.unprotecteds];
  const names = sums(rows.map(({ held, value }) => [held.name, value] as const));
  const currencies = sums(rows.map(({ held, value }) => [held.currency, value] as const));
  const pct = (value: number) => percentText((100 * value) / risk.value);
  const evenly = 1 / names.reduce((sum, [, value]) => sum + (value / risk.value) ** 2, 0);
  const shown = names.slice(0, MOST_ROWS).map(([name, value]) => ({
    name,
    figures: [pct(value), roughMoney(value, currency)],
  }));
  const rest = names.slice(MOST_ROWS);
  if (!(risk.value > 0))
    return { text: lines(html`🧩 Nothing that is held has a price yet.`), buttons: [BACK] };
  return {
    text: lines(
      html`🧩 <b>Of ${roughMoney(risk.value, currency)} held</b>`,
      html`<pre>${tableRows(shown).join('\n')}</pre>`,
      rest.length === 0
        ? undefined
        : html`${rest.length} others ${pct(rest.reduce((sum, [, value]) => sum + value, 0))}`,
      html`As concentrated as ${evenly.toFixed(1)} equal positions (1 ÷ Σ weight²)`,
      html`By currency: ${currencies.map(([name, value]) => `${name} ${pct(value)}`).join(' · ')}`,
      accounts.length < 2 ? undefined : html`Over ${accounts.length} accounts together`,
      html`Sectors: I have no source that tells them.`,
      uncountedLine(book),
      ageLine(book),
    ),
    buttons: [BACK],
  };
}

function sums(
  pairs: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
  const found = new Map<string, number>();
  for (const [name, value] of pairs) found.set(name, (found.get(name) ?? 0) + value);
  return [...found].sort((a, b) => b[1] - a[1]);
}

function uncountedLine({ risk, helds }: BookFacts): Html | undefined {
  const { length } = risk.uncounteds;
  return length === 0
    ? undefined
    : html`⚠️ Without ${listed(risk.uncounteds.map(({ held }) => short(held.name)))}: ${length} of
      ${helds.length} have no price or no rate`;
}

/** What has no stop, and a way to give it one. */
export function bareMessage({ book }: BookView): Message {
  const { risk, currency, worth } = book;
  const bare = risk.unprotecteds;
  if (bare.length === 0) {
    const many = risk.protecteds.length;
    return {
      text: lines(
        html`🛡 <b>Nothing is unprotected</b>:
          ${many === 1 ? '1 position has' : `${many} positions have`} a stop.`,
        uncountedLine(book),
        ageLine(book),
      ),
      buttons: [BACK],
    };
  }
  const rows = bare.slice(0, MOST_ROWS).map(({ held, value }) => {
    const pct = shareOf(value, worth);
    const figures = [roughMoney(value, currency), ...(pct === undefined ? [] : [percentText(pct)])];
    return { name: held.name, figures };
  });
  const stops = bare
    .slice(0, MOST_STOPS)
    .map(({ held }) => button(`🛡 ${short(held.name)}`, 'risk-stop', { name: held.name }));
  return {
    text: lines(
      html`⚠️
        <b>${bare.length === 1 ? '1 position has' : `${bare.length} positions have`} no stop</b>:
        nothing bounds what they can lose, so they have no place in the open risk.`,
      html`<pre>${tableRows(rows).join('\n')}</pre>`,
      bare.length > MOST_ROWS ? html`and ${bare.length - MOST_ROWS} more` : undefined,
      uncountedLine(book),
      ageLine(book),
      html`Give one a stop:`,
    ),
    buttons: [...triples(stops), BACK],
  };
}

function triples(buttons: readonly Button[]): readonly (readonly Button[])[] {
  return buttons.flatMap((_, n) => (n % 3 === 0 ? [buttons.slice(n, n + 3)] : []));
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_ROWS;
  return more > 0 ? `${names.slice(0, MOST_ROWS).join(', ')} and ${more} more` : names.join(', ');
}

/** What each figure is. */
export function howMessage({ book, measures }: BookView): Message {
  const { limits } = book;
  return {
    text: lines(
      html`<b>Open risk</b>: (price − stop) × quantity of each position with a stop, at least 0, in
        ${book.currency} by the day’s rate. Of the accounts’ worth, cash included; your limit is
        ${limitText(limits.totalPct)}, ${limitText(limits.perPct)} for one. A gap can cost more.`,
      html`<b>Locked in</b>: (stop − average price) × quantity: what is left of it if every stop is
        hit.`,
      html`<b>Value at risk</b>: what is held now, run over the moves from close to close of the
        last ${measures.days?.count ?? 250} closes of SPY; on ${100 - measures.confidencePct} days
        in a hundred it lost more. Currencies and stops left out.`,
      html`<b>Beta</b>: how far a position moved when SPY moved 1%, over the same days.`,
      html`<b>Limits</b>: <code>/risk limit 7%</code>, <code>/risk per 0.7%</code>; back with
        <code>usual</code>. I tell you once when the open risk goes above, and again only after it
        has come back a twentieth below.`,
    ),
    buttons: [BACK],
  };
}
