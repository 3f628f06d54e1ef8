import type { GuardRow, SellingDashboard } from '../../app/selling/results.ts';
import { formatMoney, formatSigned } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { shadowScore } from '../../app/selling/shadow-score.ts';
import {
  CEILING_SAYS,
  haltBanner,
  heldName,
  intentSays,
  MODE_ICONS,
  MODE_SAYS,
  rowName,
  type Reading,
} from './selling-words.ts';

const MOST_ROWS = 12;
const MOST_BUTTONS = 8;
const LONGEST_LABEL = 34;

export type DashboardLook = Reading & {
  /** Who halted it, by name. */
  readonly haltedBy: string | undefined;
};

/** What may be sold, by whose leave, and what has been. */
export function dashboardMessage(board: SellingDashboard, look: DashboardLook): Message {
  const { rows, ceiling, used } = board;
  const more = rows.length - MOST_ROWS;
  return {
    text: lines(
      headline(board, look),
      html`<code>AUTOSELL=${ceiling}</code>: ${CEILING_SAYS[ceiling]}. Whoever runs me sets it.`,
      rows.length === 0 ? NOTHING_HELD : undefined,
      ...rows.slice(0, MOST_ROWS).map((row) => rowText(row, look)),
      more > 0 ? html`and ${more} more` : undefined,
      ...used.map((one) => usedText(one)),
      rows.length === 0 ? undefined : MODES_EXPLAINED,
    ),
    buttons: [
      ...rows.slice(0, MOST_BUTTONS).map((row) => [rowButton(row)]),
      ...(rows.length === 0 ? [] : [[button('🔴 Sell…', 'sell-open', {})]]),
      [stateButton(board), button('🔄 Refresh', 'autosell', {})],
    ],
  };
}

const NOTHING_HELD = html`I know of no position at a broker. <code>/accounts</code> lets me read
  one; what is typed in by hand is never sold by me.`;

const MODES = lines(
  html`⚪ off: a stop that is reached only rings`,
  html`👁 looks on: it also writes down what would have been sold`,
  html`🔵 asks you: a card with a Sell button; silence keeps`,
  html`🤖 sells by itself, 30 s after word of it has reached you`,
  html`Every sale passes all gates, and how each was decided is kept: <code>/autosell S12</code>`,
);

const MODES_EXPLAINED = html`<blockquote expandable>${MODES}</blockquote>`;

function headline({ state }: SellingDashboard, look: DashboardLook): Html {
  return haltBanner(state, look.haltedBy, look) ?? html`🛡 <b>Guarded selling is on</b>`;
}

function rowText(row: GuardRow, look: Reading): Html {
  const { guard, mode, whyLess, live } = row;
  const isArmed = mode === 'ask' || mode === 'auto';
  const terms = isArmed
    ? html` · at most ${guard.maxPct}% · floor −${guard.floorPct}%${expiry(row, look)}`
    : html``;
  const less = whyLess === undefined ? '' : ` (you chose: ${MODE_SAYS[guard.mode]}; ${whyLess})`;
  return lines(
    html`${MODE_ICONS[mode]} <b>${rowName(row)}</b> · ${MODE_SAYS[mode]}${less}${terms}`,
    html`↳ ${stopText(row)} · ${recordText(row, look)}`,
    live === undefined ? undefined : html`↳ ${intentSays(live)}`,
  );
}

function expiry({ guard }: GuardRow, { zone, now }: Reading): Html {
  if (guard.expiresAt === undefined) return html``;
  return html` · until ${moment(guard.expiresAt, zone, now)}`;
}

function stopText({ stop, position }: GuardRow): string {
  if (stop?.price === undefined) return 'no stop';
  return `stop ${formatMoney(stop.price, position.currency)}`;
}

/** What looking on has shown: how often selling would have been right so far. */
function recordText({ record, position }: GuardRow, { zone, now }: Reading): Html {
  const looked = record.last.filter(({ state }) => state === 'shadowed');
  const score = shadowScore(looked, position.price);
  const since =
    record.since === undefined ? html`` : html` since ${moment(record.since, zone, now)}`;
  if (record.triggers === 0 || score === undefined)
    return html`would have sold ${record.triggers}×${since}`;
  const whips = `${score.whipsaws} ${score.whipsaws === 1 ? 'whipsaw' : 'whipsaws'}`;
  return html`would have sold ${record.triggers}×${since}: ${score.good} good, ${whips}, net
  ${formatSigned(score.net, position.currency)}`;
}

function usedText({
  account,
  orders,
  mostOrders,
  worth,
  mostWorth,
  currency,
}: SellingDashboard['used'][number]): Html {
  const most = mostWorth === undefined ? '' : ` of ${formatMoney(mostWorth, currency)}`;
  return html`Today in ${account.name} (${account.stage}): ${orders} of ${mostOrders} sales,
  ${formatMoney(worth, currency)}${most}`;
}

function rowButton(row: GuardRow): Button {
  const label = `${MODE_ICONS[row.mode]} ${heldName(row.position)} · ${row.account.name}`;
  return button(clip(label, LONGEST_LABEL), 'autosell-set', { position: row.position.id });
}

function stateButton({ state }: SellingDashboard): Button {
  return state.halt === undefined
    ? button('⛔ Halt all selling', 'sell-halt', {})
    : button('▶ Resume…', 'resume-type', {});
}
