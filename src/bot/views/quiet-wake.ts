import type { QuietWhat } from '../../app/quiet.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import type { Ticker } from '../../core/ticker.ts';
import type { Wake, WakeLook, WakeWish } from '../../app/wake-wish.ts';
import type { Choice } from '../quiet-words.ts';
import { lookText } from './look-text.ts';
import { spanButtons, type Reading } from './quiet.ts';

/** Every way to say when quiet ends. */
export const SPANS_TEXT = html`30m, 2h, 3d, 15:30, fri, close, open, tomorrow, bar, forever (a year
  at most), or for a snooze a condition: <code>until &lt;140</code>.`;

/** It is so already, and would be over at once. */
export function wakeAlreadyMessage(
  asked: { what: QuietWhat; wake: Wake; look: WakeLook; choices: readonly Choice[] },
  reading: Reading,
): Message {
  const { what, wake, look, choices } = asked;
  const { scope, subject, name } = what;
  return {
    text: lines(
      html`<code>${wake.text}</code> is so already: ${lookText(look, reading.now)}.`,
      html`A snooze of ${name} until then would be over at once, so I have not begun it. Until when
      instead?`,
    ),
    buttons: spanButtons({ verb: 'snooze', scope, subject }, choices, reading),
  };
}

const LONGEST_LABEL = 40;

/** A condition that cannot be read, with what may be meant. */
export function wakeProblemMessage(
  what: QuietWhat,
  problem: Extract<WakeWish, { kind: 'problem' }>,
): Message {
  const { scope, subject } = what;
  const shown = problem.lines.join('\n');
  const repairs = problem.repairs.filter((text) => !/\s\S+:\S/.test(text)).slice(0, 3);
  return {
    text: lines(
      html`⚠️ I read that ${what.name} is to be silent until`,
      html`<pre>${shown}</pre>`,
      html`${problem.why}`,
      repairs.length > 0
        ? html`Did you mean to wait until:`
        : html`For example: <code>/snooze ${what.word} until &lt;140</code>`,
    ),
    buttons: repairs.map((text) => [
      button(text.slice(0, LONGEST_LABEL), 'quiet', { verb: 'snooze', scope, subject, span: text }),
    ]),
  };
}

/** A mute ends by hand or by the clock. */
export function onlySnoozesWait(what: QuietWhat, rest: string): Html {
  return html`A mute ends by the clock or by hand; what waits for a condition is a snooze:
    <code>/snooze ${what.word} until ${rest}</code>`;
}

/** Nobody looks at that ticker's price here. */
export function blindText(ticker: Ticker): Html {
  return html`No rule here that is on looks at ${ticker}, so I would not see that come. Give a time
  instead, such as 2h, or make a rule about ${ticker} first.`;
}
