import { arrange, h, icon, post } from './dom.js';
import { showToast } from './toast.js';

const MARCH_2020 = '2020-03-23';
const RECENT_MS = 8 * 86_400_000;
const newYork = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/New_York',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const money = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** The replay's clock, what moves it, and a few prices as they are there and then. */
export function createReplayBar(root, { onJump, onHelp }) {
  const parts = makeParts({ onJump, onHelp });
  const { play, speed, jumpMarch, status, clock, prices } = parts;
  root.append(
    h('div', { class: 'when' }, clock, status),
    h(
      'div',
      { class: 'steer' },
      play,
      parts.step,
      speed,
      parts.open,
      parts.lend,
      jumpMarch,
      parts.jumpTo,
    ),
    prices,
    parts.help,
  );
  return (replay) => {
    const isMoving = replay.status !== 'paused';
    clock.textContent = `${newYork.format(replay.now)} New York`;
    clock.dateTime = new Date(replay.now).toISOString();
    status.textContent = statusText(replay);
    play.dataset.moving = String(isMoving);
    play.setAttribute('aria-label', isMoving ? 'Pause' : 'Play');
    play.replaceChildren(icon(isMoving ? 'pause' : 'play'));
    if (speed.childElementCount === 0) {
      speed.append(...replay.paces.map(({ name, says }) => h('option', { value: name }, says)));
    }
    if (document.activeElement !== speed) speed.value = replay.pace;
    jumpMarch.hidden = replay.day >= MARCH_2020;
    if (parts.date.value === '' || parts.date.value < replay.day) parts.date.value = replay.day;
    parts.date.min = replay.day;
    arrange(
      prices,
      replay.prices.filter((price) => replay.now - price.at < RECENT_MS).map(priceTag),
    );
  };
}

function makeParts({ onJump, onHelp }) {
  const steer = async (wish) => {
    const { why } = await post('/sandbox/replay', wish);
    if (why) showToast(why);
  };
  const jump = (day) => {
    onJump();
    return steer({ do: 'jump', day });
  };
  const play = h('button', {
    type: 'button',
    class: 'round primary',
    'data-testid': 'replay-play',
    onclick: () => steer({ do: play.dataset.moving === 'true' ? 'pause' : 'play' }),
  });
  const date = h('input', {
    type: 'date',
    'data-testid': 'replay-jump',
    'aria-label': 'Jump to this day',
  });
  const speed = h('select', {
    'data-testid': 'replay-speed',
    'aria-label': 'Speed',
    onchange: () => steer({ do: 'pace', pace: speed.value }),
  });
  return {
    play,
    date,
    speed,
    clock: h('time', { 'data-testid': 'replay-clock' }),
    status: h('span', { class: 'status', 'data-testid': 'replay-status' }),
    prices: h('div', { class: 'prices', 'aria-label': 'Prices in the replay' }),
    step: iconButton({ name: 'step', label: 'One step', testid: 'replay-step' }, () =>
      steer({ do: 'step' }),
    ),
    help: iconButton({ name: 'help', label: 'What to try', testid: 'help' }, onHelp),
    open: textButton({ label: 'Next opening', testid: 'replay-open' }, () => steer({ do: 'open' })),
    lend: textButton({ label: 'Paper account', testid: 'paper-account' }, () =>
      steer({ do: 'lend' }),
    ),
    jumpMarch: textButton({ label: 'Jump to March 2020', testid: 'replay-jump-march-2020' }, () =>
      jump(MARCH_2020),
    ),
    jumpTo: h(
      'form',
      {
        class: 'jump-to',
        onsubmit: (event) => {
          event.preventDefault();
          void jump(date.value);
        },
      },
      date,
      h('button', { type: 'submit', class: 'jump', 'data-testid': 'replay-jump-go' }, 'Go'),
    ),
  };
}

function textButton({ label, testid }, onclick) {
  return h('button', { type: 'button', class: 'jump', 'data-testid': testid, onclick }, label);
}

function iconButton({ name, label, testid }, onclick) {
  return h(
    'button',
    {
      type: 'button',
      class: 'round',
      'data-testid': testid,
      'aria-label': label,
      title: label,
      onclick,
    },
    icon(name),
  );
}

function statusText({ status, jump, fault }) {
  if (fault) return `stopped: ${fault}`;
  if (jump) return `stepping to ${jump.to}: ${jump.done + 1} of ${jump.total}`;
  return status;
}

function priceTag({ ticker, name, isGenerated, price, previousClose }) {
  const change = previousClose ? (100 * (price - previousClose)) / previousClose : undefined;
  const direction = change === undefined || change === 0 ? '' : change > 0 ? 'up' : 'down';
  return h(
    'span',
    { class: 'price', 'data-testid': `price-${ticker}`, title: name },
    h('b', {}, ticker),
    ` ${money.format(price)} `,
    change === undefined
      ? undefined
      : h(
          'span',
          { class: direction },
          `${change >= 0 ? '▲' : '▼'}${Math.abs(change).toFixed(2)}%`,
        ),
    isGenerated ? h('small', {}, 'generated') : undefined,
  );
}
