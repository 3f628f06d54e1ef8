import type { Word } from '../../app/vocabulary.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';

const PER_ROW = 4;

/** Everything that a rule may look at, a button each. */
export function measuresMessage(words: readonly Word[]): Message {
  const buttons = words.map(({ name }) => button(name, 'help', { about: name }));
  const rows = Array.from({ length: Math.ceil(buttons.length / PER_ROW) }, (_, i) =>
    buttons.slice(i * PER_ROW, (i + 1) * PER_ROW),
  );
  return {
    text: lines(
      html`📏 <b>What a rule may look at</b>`,
      ...words.map(({ spelling, says }) => html`<code>${spelling}</code> ${says}`),
      html`A number stands for the period, <code>@1h</code> for bars of an hour,
        <code>[1]</code> for one bar ago; they can be added and multiplied.`,
    ),
    buttons: [...rows, [button('‹ /rule', 'help', { about: 'rule' })]],
  };
}

/** One of them: what it is, in what it is measured, how it is written. */
export function measureMessage({ name, says, spelling, unit, timeframe, examples }: Word): Message {
  return {
    text: lines(
      html`📏 <b>${name}</b>: ${says}`,
      html`Written <code>${spelling}</code>${unit === undefined ? '' : `, in ${unit}`}.`,
      timeframe === undefined
        ? html`Read from each quote.`
        : html`Judged on closed bars, <code>${timeframe}</code> unless you name others.`,
      html`Press an example to copy it:`,
    ),
    buttons: [
      ...examples.map((example) => {
        const text = `/rule NVDA ${example}`;
        return [{ label: text, action: { kind: 'copy', text } } as const];
      }),
      [button('‹ All measures', 'help', { about: 'measures' })],
    ],
  };
}
