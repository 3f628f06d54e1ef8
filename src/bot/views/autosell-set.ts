import type { GuardRow, ModeSet, Need, WorstCase } from '../../app/selling/results.ts';
import { formatMoney } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import type { Guard } from '../../core/intent.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { CEILING_SAYS, MODE_ICONS, MODE_SAYS, rowName, type Reading } from './selling-words.ts';

type About = { readonly row: GuardRow; readonly words: string; readonly look: Reading };

/** What became of choosing a mode. */
export function modeMessage(set: ModeSet, about: About): Message {
  const { row, words } = about;
  switch (set.kind) {
    case 'not-allowed':
      return { text: html`${set.why}` };
    case 'not-yours':
      return NOT_AMONG_YOURS;
    case 'set':
      return setMessage(set, about);
    case 'ceiling':
      return {
        text: lines(
          html`⛔ <b>${rowName(row)} was left as it is.</b> <code>AUTOSELL=${set.ceiling}</code>:
            ${CEILING_SAYS[set.ceiling]}.`,
          html`Whoever runs me sets it in the environment and starts me again.`,
        ),
        buttons: [[watchButton(row)]],
      };
    case 'not-ready':
      return {
        text: lines(
          html`⛔ <b>${rowName(row)} may not be sold without asking yet.</b> It was left as it is.`,
          ...set.needs.map(needText),
          html`Until then it can ask you.`,
        ),
        buttons: [[again('🔵 Let it ask me', askInstead(row, words))]],
      };
    case 'no-stop':
      return {
        text: html`⚠️ <b>${rowName(row)} has no stop</b>, so there is nothing that a sale could
          follow from. Set one first: <code>/stop ${words.split(' ')[0] ?? ''} -8%</code>`,
      };
    case 'phrase':
      return phraseMessage(row, set, words);
    case 'range':
      return rangeMessage(set, words);
  }
}

const NOT_AMONG_YOURS: Message = {
  text: html`That position is not among yours any more. Nothing was changed; /autosell lists what
  is.`,
};

function needText({ isMet, says }: Need): Html {
  return html`${isMet ? '✅' : '▫️'} ${says}`;
}

function setMessage(
  { guard, was }: Extract<ModeSet, { kind: 'set' }>,
  { row, look }: About,
): Message {
  const isArmed = guard.mode === 'ask' || guard.mode === 'auto';
  return {
    text: lines(
      html`${MODE_ICONS[guard.mode]} <b>${rowName(row)}: ${MODE_SAYS[guard.mode]}</b>`,
      isArmed ? termsText(guard, look) : undefined,
      EFFECTS[guard.mode],
      was?.mode === 'auto'
        ? html`It sold by itself before; arming that again needs the typed words.`
        : undefined,
    ),
    buttons: was?.mode === 'auto' ? [] : [[undoButton('autosell-undo', undoSubject(guard, was))]],
  };
}

const EFFECTS: Readonly<Record<Guard['mode'], Html>> = {
  off: html`When its stop is reached it rings, and nothing else happens.`,
  shadow: html`When its stop is reached I write down what would have been sold. Nothing is sold.`,
  ask: html`When its stop is reached I ask you with a card.
    <b>Nothing is sold unless you press Sell.</b>`,
  auto: html`When its stop is reached I tell you and,
    <b>30 s after that has reached you, I sell</b>. Keep calls it off. When Telegram is down nothing
    is sold.`,
};

function termsText({ maxPct, floorPct, expiresAt }: Guard, { zone, now }: Reading): Html {
  const end = expiresAt === undefined ? html`` : html` · until ${moment(expiresAt, zone, now)}`;
  return html`At most ${maxPct}% of it · nothing more than ${floorPct}% below the price I show${end}`;
}

function undoSubject(guard: Guard, was: Guard | undefined) {
  return {
    position: guard.positionId,
    at: guard.updatedAt,
    mode: was?.mode ?? null,
    maxPct: was?.maxPct ?? null,
    floorPct: was?.floorPct ?? null,
    armedBy: was?.armedBy ?? null,
    armedAt: was?.armedAt ?? null,
    expiresAt: was?.expiresAt ?? null,
    stopId: was?.stopId ?? null,
  };
}

function phraseMessage(
  row: GuardRow,
  { phrase, worst }: { phrase: string; worst: WorstCase },
  words: string,
): Message {
  return {
    text: lines(
      html`🤖 <b>${rowName(row)} would be sold without asking</b>`,
      worstText(worst),
      html`If you mean it, type <code>${phrase}</code>. Nothing was changed so far.`,
    ),
    buttons: [[button('✏️ Type it', 'autosell-type', { words, phrase })]],
  };
}

/** The worst that is allowed, in money. */
export function worstText({ quantity, price, worth, currency }: WorstCase): Html {
  return html`Worst case you allow:
    <b>${quantity} sold at ${formatMoney(price, currency)}, for ${formatMoney(worth, currency)}</b>;
    in a fall the broker may fill lower than the last price seen`;
}

const RANGES = { max: 'max:50%', floor: 'floor:3%', days: 'exp:7d' } as const;

function rangeMessage(
  { what, allowed }: Extract<ModeSet, { kind: 'range' }>,
  words: string,
): Message {
  return {
    text: lines(
      html`⚠️ I read <code>/autosell ${words}</code>`,
      html`${what === 'days' ? 'exp' : what}: is ${allowed}. Nothing was changed. For example:
        <code>${RANGES[what]}</code>`,
    ),
  };
}

/** The same words with another mode, as a button. */
function again(label: string, words: string): Button {
  return button(label, 'autosell-words', { words });
}

function watchButton({ position }: GuardRow): Button {
  return again('👁 Let it look on', `#${position.id} shadow`);
}

function askInstead({ position }: GuardRow, words: string): string {
  const terms = words.split(/\s+/).filter((word) => /^(?:max|floor|exp):/i.test(word));
  return [`#${position.id}`, 'ask', ...terms].join(' ');
}

/** After an Undo. */
export function modeUndone(name: string, guard: Pick<Guard, 'mode'>): Message {
  return { text: html`↩ Undone: ${name} is as before: ${MODE_SAYS[guard.mode]}.` };
}
