import type { HoldingLine } from '../../app/holding-lines.ts';
import type { StopCard, StopSet } from '../../app/stops.ts';
import { formatMoney } from '../../core/format.ts';
import { clip, html, lines } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { formatShares, priceAge } from './holding-words.ts';
import type { Instant } from '../../core/time.ts';

/** A stop that lies above the price already. */
export function stopBeyondMessage(
  { card, level }: Extract<StopSet, { kind: 'beyond' }>,
  {
    words,
    view,
  }: { readonly words: string; readonly view: { readonly zone: string; readonly now: Instant } },
): Message {
  const { line } = card;
  const { name, price, position } = line;
  const now = price === undefined ? '' : html` at ${formatMoney(price.price, position.currency)}`;
  return {
    text: lines(
      html`⚠️ I read <code>/stop ${name} ${words}</code>. <b>${name}</b> is${now}, so a stop at
        <b>${formatMoney(level, position.currency)}</b> would be reached at once. Nothing was set.`,
      html`<i>${priceAge(line, view)}</i>`,
      card.presets.length === 0 ? undefined : html`These lie below the price:`,
    ),
    buttons: presetRows(card),
  };
}

export const STOP_GONE: Message = {
  text: html`You no longer hold that, so it needs no stop. <code>/positions</code> shows what you
    hold.`,
};

/** Words that are no stop, with what would be. */
export function stopProblem(
  line: HoldingLine,
  { words, what, attempts }: { words: string; what: string; attempts: readonly string[] },
): Message {
  const { id } = line.position;
  return {
    text: lines(
      html`⚠️ I read <code>/stop ${line.name} ${clip(words, 60)}</code>. ${what}. Nothing was set.`,
      html`What I read is such as <code>-8%</code>, <code>132.50</code>, <code>trail 10%</code>,
        <code>2atr</code>, <code>risk 0.7%</code>, <code>below support</code> or <code>off</code>.`,
    ),
    buttons: [attempts.map((one) => button(one, 'stop-put', { position: id, words: one }))],
  };
}

/** Several accounts hold it. */
export function whichStop(name: string, words: string, all: readonly HoldingLine[]): Message {
  return {
    text: html`🛡 <b>${name}</b> is held in ${all.length} accounts. Which one is meant?`,
    buttons: all.map(({ account, position }) => [
      words === ''
        ? button(accountLabel(account.name, position.quantity), 'stop-show', {
            position: position.id,
          })
        : button(accountLabel(account.name, position.quantity), 'stop-put', {
            position: position.id,
            words,
          }),
    ]),
  };
}

function accountLabel(name: string, quantity: number): string {
  return clip(`${name} · ${formatShares(quantity)} shares`, 48);
}

/** Nothing of that name is held. */
export function noStopFor(word: string, held: readonly HoldingLine[]): Message {
  const names = held.slice(0, 6);
  return {
    text:
      held.length === 0
        ? html`A stop belongs to something held, and I know of nothing that you hold. Send
            <code>/positions add NVDA 100 @ 121.40</code>, or connect a broker with /accounts.`
        : html`You don’t hold <b>${clip(word, 24)}</b>. What you hold:`,
    buttons: [
      names.map(({ name, position }) => button(name, 'stop-show', { position: position.id })),
    ],
  };
}

const PER_ROW = 3;

/** What may be chosen, with where each would put the stop. */
export function presetRows({ presets, line }: StopCard): readonly (readonly Button[])[] {
  const { id, currency } = line.position;
  const all = presets.map(({ words, price }) =>
    button(`${words} · ${formatMoney(price, currency)}`, 'stop-put', { position: id, words }),
  );
  return all.flatMap((_, i) => (i % PER_ROW === 0 ? [all.slice(i, i + PER_ROW)] : []));
}
