import type { BacktestReport } from '../../app/backtest.ts';
import type { PastTrade, Trading } from '../../app/backtest-trade.ts';
import { formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { DAY_MS } from '../../core/time.ts';
import { dateOf, doubt, pct, share, stretchLine } from './backtest-words.ts';

const SHOWN = 5;

/** What trading an entry and an exit would have come to, beside having held all the time. */
export function tradingLines(
  report: BacktestReport,
  trading: Trading,
): readonly (Html | undefined)[] {
  const { said } = report;
  const { stats } = trading.result;
  const count = trading.trades.length;
  return [
    html`📈 <b>In: ${said.entry.sentence}</b>`,
    html`Out: ${outOf(report)}.`,
    count === 0
      ? html`It never got in, so there is nothing to tell.`
      : html`<b>${pct(stats.returnPct)}</b> in ${count === 1 ? '1 trade' : `${count} trades`}; buy
          and hold ${pct(stats.buyAndHoldPct)}.`,
    stretchLine(report, trading),
    count === 0 ? undefined : html`<pre>${figures(trading)}</pre>`,
    doubt(count),
    count === 0 ? undefined : lastTrades(report, trading.trades),
    html`<i
      >Filled at the next open with ${said.costPct ?? 0}% costs a side, all of the money in one
      trade; adjusted for splits, not for dividends.</i
    >`,
  ];
}

function outOf({ said: { exit, stop } }: BacktestReport): string {
  const stopped = stop === undefined ? undefined : `stop ${stop}`;
  return [exit?.sentence, stopped].filter((part) => part !== undefined).join(', or ');
}

function figures({ result: { stats } }: Trading): string {
  const fallDays = Math.round(stats.maxDrawdownMs / DAY_MS);
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['a year', pct(stats.cagrPct), 'in market', share(stats.exposurePct)],
    ['Sharpe', figure(stats.sharpe), 'Sortino', figure(stats.sortino)],
    ['Calmar', figure(stats.calmar), 'SQN', figure(stats.sqn)],
    ['won', share(stats.winRatePct), 'factor', figure(stats.profitFactorOfMoney)],
    ['a trade', pct(stats.expectancyPct), 'in R', figure(stats.expectancyR)],
    ['best', pct(stats.bestTradePct), 'worst', pct(stats.worstTradePct)],
    ['deepest', pct(stats.maxDrawdownPct), 'lasting', `${fallDays} d`],
  ];
  return rows
    .map(([a, b, c, d]) => `${a.padEnd(8)}${b.padStart(8)}  ${c.padEnd(9)}${d.padStart(7)}`)
    .join('\n');
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace('-', '−') : '–';
}

const WHY: Readonly<Record<PastTrade['why'], string>> = {
  signal: '',
  stop: ', stopped',
  end: ', still open',
  ruin: ', all lost',
};

function lastTrades({ zone }: BacktestReport, trades: readonly PastTrade[]): Html {
  const last = trades.slice(-SHOWN).toReversed();
  const head = trades.length > SHOWN ? `The last ${SHOWN} of ${trades.length}:` : 'The trades:';
  const each = last.map(
    ({ enteredAt, exitedAt, entryPrice, exitPrice, pct: made, why }) =>
      html`${dateOf(enteredAt, zone)} ${formatPrice(entryPrice)} → ${dateOf(exitedAt, zone)}
      ${formatPrice(exitPrice)}: ${pct(made)}${WHY[why]}`,
  );
  return html`<blockquote expandable>${lines(html`${head}`, ...each)}</blockquote>`;
}
