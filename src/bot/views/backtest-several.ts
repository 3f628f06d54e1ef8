import type { BacktestReport } from '../../app/backtest.ts';
import type { After, Study } from '../../app/backtest-study.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { dateOf, doubt, pct, share } from './backtest-words.ts';

type One = BacktestReport['each'][number];

/** A line for each ticker of a list, and what they come to together. */
export function severalText(report: BacktestReport): Html {
  const { said, each, left, zone } = report;
  const tried = each.flatMap((one) => (one.kind === 'untried' ? [] : [one]));
  const begins = tried.map(({ from }) => from).sort((a, b) => a - b);
  const [first] = begins;
  const latest = begins.at(-1);
  return lines(
    html`🕰 <b>${said.entry.sentence}</b>`,
    said.costPct === undefined ? undefined : html`Out: ${outOf(report)}.`,
    first === undefined || latest === undefined
      ? undefined
      : html`${first === latest ? 'From' : 'The earliest from'} ${dateOf(first, zone)} on, at
        ${timeframes(tried)} closes.`,
    ...each.map(tickerLine),
    left > 0 ? html`… and ${left} more, which I did not try: 20 tickers at once.` : undefined,
    ...total(report),
    html`<i
      >${said.costPct === undefined ? 'Costs not included' : `${said.costPct}% costs a side`};
      adjusted for splits, not for dividends.</i
    >`,
  );
}

function outOf({ said: { exit, stop } }: BacktestReport): string {
  return [exit?.sentence, stop && `stop ${stop}`].filter(Boolean).join(', or ');
}

function timeframes(tried: readonly { readonly timeframe: string }[]): string {
  return [...new Set(tried.map(({ timeframe }) => timeframe))].join(' and ');
}

function tickerLine(one: One): Html {
  switch (one.kind) {
    case 'untried':
      return html`• <b>${one.ticker}</b> not tried: ${one.why}`;
    case 'study': {
      const far = one.after.at(-1);
      const then =
        far === undefined || far.rings.n === 0
          ? ''
          : ` · ${far.bars} bars later ${pct(far.rings.medianPct)} (any bar ${pct(far.all.medianPct)})`;
      return html`• <b>${one.ticker}</b> ${one.rings.length}×${then}`;
    }
    case 'trading': {
      const { stats } = one.result;
      return html`• <b>${one.ticker}</b> ${pct(stats.returnPct)} in ${one.trades.length} trades
        (held ${pct(stats.buyAndHoldPct)}), deepest fall ${pct(stats.maxDrawdownPct)}`;
    }
  }
}

function total({ each }: BacktestReport): readonly (Html | undefined)[] {
  const studies = each.flatMap((one) => (one.kind === 'study' ? [one] : []));
  const tradings = each.flatMap((one) => (one.kind === 'trading' ? [one] : []));
  if (tradings.length > 0) {
    const trades = tradings.reduce((sum, one) => sum + one.trades.length, 0);
    const better = tradings.filter(
      ({ result: { stats } }) => stats.returnPct > stats.buyAndHoldPct,
    ).length;
    return [
      html`Together <b>${trades} trades</b>; ahead of holding on ${better} of ${tradings.length}.`,
      doubt(trades),
    ];
  }
  const rings = studies.reduce((sum, one) => sum + one.rings.length, 0);
  if (studies.length === 0) return [];
  return [
    html`Together <b>${rings} times</b> on ${studies.length} tickers${rings === 0 ? '.' : ':'}`,
    ...(rings === 0 ? [] : pooled(studies)),
    doubt(rings),
  ];
}

/** Every firing counts once, and so does every bar that they are held against. */
function pooled(studies: readonly Study[]): readonly Html[] {
  const distances = studies[0]?.after.map(({ bars }) => bars) ?? [];
  return distances.flatMap((bars, n) => {
    const after = studies.flatMap((one) => one.after[n] ?? []);
    const rang = mixed(after, 'rings');
    const any = mixed(after, 'all');
    if (rang.n === 0) return [];
    return html`${bars === 1 ? '1 bar' : `${bars} bars`} later ${pct(rang.meanPct)} on average, up
    ${share(rang.upPct)} (n=${rang.n}; any bar ${pct(any.meanPct)}, ${share(any.upPct)})`;
  });
}

function mixed(after: readonly After[], which: 'rings' | 'all') {
  const known = after.map((one) => one[which]).filter(({ n }) => n > 0);
  const n = known.reduce((sum, one) => sum + one.n, 0);
  const weighed = (value: (one: After['all']) => number) =>
    known.reduce((sum, one) => sum + one.n * value(one), 0) / n;
  return { n, meanPct: weighed((one) => one.meanPct), upPct: weighed((one) => one.upPct) };
}
