import type { BacktestAnswer, BacktestReport } from '../../app/backtest.ts';
import {
  FALL_BARS,
  type After,
  type Study,
  type Tried,
  type Untried,
} from '../../app/backtest-study.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { RecordPicture } from '../../core/picture.ts';
import { severalText } from './backtest-several.ts';
import { tradingLines } from './backtest-trade.ts';
import { dateOf, doubt, pct, share, stretchLine } from './backtest-words.ts';
import { problemMessage, unknownTickerMessage } from './rule-problem.ts';

/** What trying a rule on the past came to, or what stands in the way. */
export function backtestMessage(answer: BacktestAnswer): Message {
  switch (answer.kind) {
    case 'problem':
      return retried(problemMessage(answer, undefined, EXAMPLE));
    case 'unknown-ticker':
      return retried(unknownTickerMessage(answer));
    case 'too-far':
      return tooFarMessage(answer);
    case 'report':
      return answer.isSeveral
        ? { text: severalText(answer), buttons: buttonsOf(answer, false) }
        : reportMessage(answer);
  }
}

const EXAMPLE = { line: '/backtest NVDA rsi14 x< 30 5y', more: '/help backtest' };

/** Repairs are tried again as backtests, not made into rules. */
function retried(message: Message): Message {
  const again = ({ label, action }: Button): readonly Button[] =>
    action.kind === 'verb'
      ? [button(label, 'backtest', { asked: action.subject['text'] ?? '' })]
      : [];
  return { ...message, buttons: (message.buttons ?? []).map((row) => row.flatMap(again)) };
}

function tooFarMessage({
  timeframe,
  earliest,
  asked,
  zone,
}: Extract<BacktestAnswer, { kind: 'too-far' }>): Message {
  const day = new Date(earliest).toISOString().slice(0, 10);
  return {
    text: lines(
      html`🕰 ${timeframe} bars reach back to <b>${dateOf(earliest, zone)}</b> at the earliest: older
        ones are not to be had, and I would not make them up.`,
      html`<code>${asked}</code> can be tried from then on, or in days, as in <code>@1d</code>.`,
    ),
    buttons: [[button(`Since ${dateOf(earliest, zone)}`, 'backtest', { asked, since: day })]],
  };
}

function reportMessage(report: BacktestReport): Message {
  const [one] = report.each;
  if (one === undefined || one.kind === 'untried') return untriedMessage(report, one);
  const picture = pictureOf(report, one);
  const isTrade = one.kind === 'trading';
  const text = isTrade ? tradingLines(report, one) : studyLines(report, one);
  return { text: lines(...text), picture, buttons: buttonsOf(report, true) };
}

function pictureOf(
  { said, chat, since, now, isDark }: BacktestReport,
  { ticker }: Tried,
): RecordPicture {
  return { kind: 'record', asked: said.asked, ticker, chat, since, until: now, isDark };
}

function untriedMessage(report: BacktestReport, one: Untried | undefined): Message {
  const { said } = report;
  return {
    text: lines(
      html`🕰 <b>${said.entry.sentence}</b>`,
      html`I can’t try that${one ? html` on ${one.ticker}: ${one.why}` : ''}.`,
    ),
    buttons: buttonsOf(report, false),
  };
}

const PRESETS = ['1y', '5y', 'max'];

/** Arms what was tried, trades it, or tries it over another stretch. */
function buttonsOf({ said }: BacktestReport, isPictured: boolean): readonly (readonly Button[])[] {
  const { asked, entry, exit, costPct } = said;
  const spans = PRESETS.map((since) => button(since, 'backtest', { asked, since, isPictured }));
  if (costPct === undefined)
    return [
      [
        button('🔔 Arm this rule', 'backtest-arm', { text: entry.text }),
        button('📈 Trade it', 'backtest-trade', { asked }),
      ],
      spans,
    ];
  const out = exit ? [button('🔔 Arm the exit', 'backtest-arm', { text: exit.text })] : [];
  return [[button('🔔 Arm the entry', 'backtest-arm', { text: entry.text }), ...out], spans];
}

function studyLines(report: BacktestReport, study: Study): readonly (Html | undefined)[] {
  const { rings, falls, perYear, zone } = { ...study, zone: report.zone };
  const first = rings[0];
  const last = rings.at(-1);
  return [
    html`🕰 <b>${report.said.entry.sentence}</b>`,
    first && last
      ? html`Would have fired <b>${rings.length === 1 ? 'once' : `${rings.length} times`}</b>${
            rings.length === 1
              ? `: ${dateOf(first.at, zone)}`
              : `, ${rate(perYear)}: first ${dateOf(first.at, zone)}, last ${dateOf(last.at, zone)}`
          }.`
      : html`It would not have fired.`,
    stretchLine(report, study),
    rings.length === 0 ? undefined : html`<pre>${table(study.after)}</pre>`,
    falls.n === 0
      ? undefined
      : html`Within ${FALL_BARS} bars it was ${pct(falls.medianPct)} at worst in the middle case,
        and ${pct(falls.worstPct)} in the worst.`,
    study.overlapping === 0
      ? undefined
      : html`${study.overlapping} of ${rings.length} rang within ${FALL_BARS} bars of the one
        before, so what followed is partly the same.`,
    doubt(rings.length),
    html`<i>From close to close, costs not included; adjusted for splits, not for dividends.</i>`,
  ];
}

function table(after: readonly After[]): string {
  const head = row(['after', 'median', 'mean', 'up', 'n']);
  const rows = after.flatMap(({ bars, rings, all }) =>
    [[bars === 1 ? '1 bar' : `${bars} bars`, rings] as const, ['any bar', all] as const].map(
      ([name, { medianPct, meanPct, upPct, n }]) =>
        row([name, pct(medianPct), pct(meanPct), share(upPct), String(n)]),
    ),
  );
  return [head, ...rows].join('\n');
}

// Wider, and a phone wraps it.
const WIDTHS = [7, 8, 8, 5, 6];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, n) => (n === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[n] ?? 0)))
    .join('');
}

function rate(perYear: number): string {
  return perYear < 0.95
    ? `once in ${(1 / perYear).toFixed(1)} years`
    : `${perYear.toFixed(1)} a year`;
}

const EXITS = ['exit price x< sma20', 'exit price x< low10', 'stop trail 10%', 'stop trail 3atr'];

/** Ways out of a position that a rule got into. */
export function exitsMessage(asked: string): Message {
  return {
    text: lines(
      html`📈 <code>${asked}</code> says when to get in. When to get out?`,
      html`Or in your own words: <code>/backtest ${asked} exit … stop 8%</code>`,
    ),
    buttons: EXITS.map((exit) => [button(exit, 'backtest', { asked: `${asked} ${exit}` })]),
  };
}
