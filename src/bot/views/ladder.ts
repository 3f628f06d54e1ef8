import type { Ladder, Rung } from '../../app/ladder.ts';
import { formatAge } from '../../core/duration.ts';
import { formatMoney, formatPrice } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { formatDate, moment } from '../../core/moment.ts';
import { sourceName } from '../../core/source-words.ts';
import { isoDate } from '../../core/zone.ts';
import { chartButton } from '../chart-wish.ts';
import { alertMeButton } from './chart.ts';
import { unknownTicker } from './no-chart.ts';
import { ageText } from './session.ts';

type Shown = Extract<Ladder, { kind: 'ladder' }>;

const COLUMNS = 34;

/** Every price that matters on one ladder, and why there is none where there is none. */
export function ladderMessage(ladder: Ladder): Message {
  switch (ladder.kind) {
    case 'unknown':
      return unknownTicker(ladder, (ticker) => ({ verb: 'levels', subject: { ticker } }));
    case 'no-price':
      return {
        text: html`🕳 I have no price of <b>${ladder.ticker}</b>, because ${ladder.why}. A ladder
          needs to know where you are.`,
        buttons: [[button('🔁 Try again', 'levels', { ticker: ladder.ticker })]],
      };
    case 'ladder':
      return shownMessage(ladder);
  }
}

function shownMessage(ladder: Shown): Message {
  const { ticker, quote, lacking, fault, doubt } = ladder;
  const { instrument, currency, price } = quote;
  const money = formatMoney(price, instrument.kind === 'index' ? '' : currency);
  return {
    text: lines(
      html`🪜 <b>${ticker}</b> ${clip(instrument.name, 60)} · <b>${money}</b>`,
      html`<pre>${rows(ladder).join('\n')}</pre>`,
      lacking.length === 0 ? undefined : html`Not enough days yet for ${lacking.join(', ')}.`,
      doubt === undefined ? undefined : html`⚠️ ${doubt}.`,
      fault === undefined ? undefined : html`⚠️ Newer days could not be had: ${fault}.`,
      ageLine(ladder),
    ),
    buttons: [[chartButton({ kind: 'ticker' }, ticker, ['levels']), alertMeButton(ticker)]],
  };
}

function ageLine({ bars, quote, zone, now }: Shown): Html {
  const price = html`Price ${ageText(quote, now)}, ${sourceName(quote.source)}`;
  if (bars === undefined) return html`<i>${price}; no days are kept yet.</i>`;
  const { closedAt, source, askedAt } = bars;
  return html`<i
    >${price}; days closed to ${moment(closedAt, zone, now)}, from ${sourceName(source)}
    ${formatAge(Math.max(0, now - askedAt))}. Support and resistance are prices at which at least
    two swings turned.</i
  >`;
}

/** `155.20  +4.7% 20/55-day high`: at most 34 columns, so that no phone wraps it. */
function rows(ladder: Shown): readonly string[] {
  const { quote, rungs, zone } = ladder;
  const merged = mergedRungs(rungs, zone);
  const here = { price: shortPrice(quote.price), away: '', label: '◀ you are here' };
  const below = merged.findIndex(({ at }) => at <= quote.price);
  const cut = below < 0 ? merged.length : below;
  const all = [...merged.slice(0, cut), here, ...merged.slice(cut)];
  const wide = (pick: (row: (typeof all)[number]) => string) =>
    Math.max(...all.map((row) => pick(row).length));
  const [prices, aways] = [wide((row) => row.price), wide((row) => row.away)];
  return all.map(({ price, away, label }) => {
    const head = `${price.padStart(prices)} ${away.padStart(aways)} `;
    return head + clip(label, COLUMNS - head.length);
  });
}

/** The highs of several spans are often one and the same price: these share a line. */
function mergedRungs(rungs: readonly Rung[], zone: string) {
  const rows = rungs.map((rung) => ({ rung, label: labelOf(rung, zone) }));
  const groups = Map.groupBy(rows, ({ rung, label }, n) => {
    const end = EXTREME.exec(label)?.[0];
    return end === undefined ? String(n) : `${shortPrice(rung.price)}${end}`;
  });
  return [...groups.values()].map((group) => {
    const { price = NaN, awayPct = NaN } = group[0]?.rung ?? {};
    const label = joined(group.map((one) => one.label));
    return { at: price, price: shortPrice(price), away: awayText(awayPct), label };
  });
}

const EXTREME = / (?:high|low)$/;

function labelOf({ what }: Rung, zone: string): string {
  switch (what.kind) {
    case 'rule':
      return `rule ${what.code}`;
    case 'turn': {
      const side = what.side === 'support' ? 'support' : 'resist';
      const [, day = '', month = ''] = formatDate(isoDate(what.lastTest, zone)).split(' ');
      return `${side} ${what.touches}× ${day} ${month}`;
    }
    case 'measure': {
      const [, side, span] = /^(high|low)(\d+w?)$/.exec(what.name) ?? [];
      if (side === undefined || span === undefined) return what.name;
      return `${span.endsWith('w') ? span : `${span}d`} ${side}`;
    }
  }
}

/** `20d high` and `55d high` are `20d/55d high`. */
function joined(labels: readonly string[]): string {
  const [first = ''] = labels;
  const end = EXTREME.exec(first)?.[0] ?? '';
  return labels.map((label) => label.slice(0, label.length - end.length)).join('/') + end;
}

function awayText(pct: number): string {
  const size = Math.abs(pct);
  if (size < 0.05) return '0.0%';
  return `${pct > 0 ? '+' : '−'}${size.toFixed(size < 100 ? 1 : 0)}%`;
}

/** Five figures need no cents. */
function shortPrice(price: number): string {
  return price >= 10_000 ? Math.round(price).toLocaleString('en-US') : formatPrice(price);
}
