import type { ChannelKind } from '../../app/contacts.ts';
import type { ContactRow } from '../../app/contact-rows.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { formatMoment } from '../../core/moment.ts';
import { pageButtons } from './pages.ts';
import { pairs, type Reading } from './quiet.ts';
import { ago } from './when.ts';

const PAGE = 10;
const LONGEST_WHY = 80;

/** Ways to reach the chat, and how each fares. */
export function channelsMessage(
  { rows, kinds }: { rows: readonly ContactRow[]; kinds: readonly ChannelKind[] },
  { page, ...reading }: Reading & { readonly page: number },
): Message {
  const usable = kinds.filter((kind) => kind.obstacle === undefined);
  const adding = usable.length === 0 ? [] : [[button('➕ Add', 'channel-add', {})]];
  if (rows.length === 0) return { text: nothingYet(usable), buttons: adding };
  const pages = Math.ceil(rows.length / PAGE);
  const at = Math.min(Math.max(page, 0), pages - 1);
  const shown = rows.slice(at * PAGE, (at + 1) * PAGE);
  return {
    text: lines(
      html`📣 <b>Ways to reach this chat besides Telegram</b>`,
      ...shown.map((row) => html`${row.number}. ${nameOf(row)} · ${stateOf(row, reading)}`),
    ),
    buttons: [
      ...pairs(
        shown.map(({ number, channel, address }) =>
          button(`${number} · ${channel}`, 'channel-open', { address }),
        ),
      ),
      ...pageButtons({ verb: 'channels', subject: {}, page: at, of: pages }),
      ...adding,
    ],
  };
}

/** One of them, with what can be done about it. */
export function channelMessage(row: ContactRow, reading: Reading): Message {
  const { address, isOwn, state } = row;
  return {
    text: lines(
      html`📣 ${nameOf(row)}`,
      stateOf(row, reading),
      carriesWords(row),
      isOwn ? undefined : html`Whoever runs me has set it up, and can remove it.`,
      state.kind === 'closed' ? CLOSED : undefined,
    ),
    buttons: [
      [
        ...(state.kind === 'on' ? [testButton(address)] : []),
        ...(state.kind === 'off' ? [onButton(row)] : []),
        ...(isOwn ? [button('🗑 Remove', 'channel-remove', { address })] : []),
      ],
      [button('‹ All', 'channels', { page: 0 })],
    ],
  };
}

/** `deleted`: whether the message with the secret is gone; undefined when it held none. */
export function addedMessage(row: ContactRow, deleted: boolean | undefined): Message {
  const about =
    deleted === undefined
      ? undefined
      : deleted
        ? html`I have deleted your message, since it held a secret. Here it is kept sealed.`
        : html`Your message holds a secret and Telegram does not let me delete it: please delete it
          yourself. Here it is kept sealed.`;
  return {
    text: lines(html`✅ Added: ${nameOf(row)}`, carriesWords(row), about),
    buttons: [[testButton(row.address), undoButton('channel-undo', { address: row.address })]],
  };
}

export function knownMessage(row: ContactRow): Message {
  return {
    text: html`${nameOf(row)} is here already, as number ${row.number}. Nothing was changed.`,
    buttons: [[row.state.kind === 'off' ? onButton(row) : testButton(row.address)]],
  };
}

export function removedMessage(row: ContactRow): Message {
  return {
    text: html`🗑 Removed: ${nameOf(row)}. Nothing is sent there any more.`,
    buttons: [[undoButton('channel-back', { address: row.address })]],
  };
}

/** `was`: how it stood before, to take it back. */
export function turnedOnMessage(row: ContactRow, was: ContactRow): Message {
  const { address } = row;
  const { state } = was;
  const undo = state.kind === 'off' ? [undoButton('channel-off', { address, why: state.why })] : [];
  return {
    text: html`▶ ${nameOf(row)} is on again. A test message shows whether it arrives.`,
    buttons: [[testButton(address), ...undo]],
  };
}

export function testedMessage(row: ContactRow): Message {
  return {
    text: html`🧪 A test message is on its way to ${nameOf(row)}. If it is refused, I say so here.`,
  };
}

/** `nntfy · topic my-t…`, as it may be shown to anybody here. */
export function nameOf({ channel, label }: Pick<ContactRow, 'channel' | 'label'>): Html {
  return html`<b>${channel}</b> ${label}`;
}

/** A toast or a line on what is not on. */
export const OFF_TOAST = 'It is switched off: turn it on first.';

const CLOSED: Html = html`It was sealed with another key than the one I have. Remove it and add it
  again, or ask whoever runs me to bring the old key back:
  <code>npm start -- --recover-key CODE</code>`;

/** How each fares, for /status; nothing where there is none. */
export function channelsLine(rows: readonly ContactRow[], reading: Reading): Html | undefined {
  if (rows.length === 0) return undefined;
  const isIll = rows.some(({ state, health }) => state.kind !== 'on' || health?.isWell === false);
  const shown = rows.slice(0, PAGE).map((row) => `${row.channel} ${shortState(row, reading)}`);
  const more = rows.length > PAGE ? html` and ${rows.length - PAGE} more: /channels` : html``;
  return html`${isIll ? '🟠' : '🟢'} Channels: ${shown.join(', ')}${more}`;
}

function shortState({ state, health }: ContactRow, { zone, now }: Reading): string {
  if (state.kind === 'closed') return '🔒 cannot be opened';
  if (state.kind === 'off') return `⏸ off: ${clip(state.why, LONGEST_WHY)}`;
  if (health === undefined) return 'on';
  if (health.isWell) return `✓ ${ago(health.checkedAt, now)}`;
  const why = clip(health.detail ?? 'it cannot be reached', LONGEST_WHY);
  return health.since === undefined
    ? `✗ not reached yet: ${why}`
    : `✗ since ${formatMoment(health.since, zone, now)}: ${why}`;
}

function nothingYet(usable: readonly ChannelKind[]): Html {
  if (usable.length === 0)
    return html`📣 Alerts reach this chat in Telegram only. Other ways have to be set up by whoever
    runs me first.`;
  return lines(
    html`📣 Alerts reach this chat in Telegram only. I can also send them elsewhere, or there when
    Telegram fails:`,
    ...usable.map(({ says, example }) => html`• ${says}: <code>/channels add ${example}</code>`),
  );
}

function stateOf(row: ContactRow, { zone, now }: Reading): Html {
  const { state, health } = row;
  if (state.kind === 'closed') return html`🔒 cannot be opened`;
  if (state.kind === 'off') return html`⏸ switched off: ${state.why}`;
  if (health === undefined)
    return row.isChecked
      ? html`not looked at yet`
      : html`on (whether it works shows when it is used)`;
  const looked = ago(health.checkedAt, now);
  if (health.isWell) return html`✓ reached ${looked}`;
  const why = health.detail ?? 'it cannot be reached';
  if (health.since === undefined) return html`✗ not reached yet: ${why} (tried ${looked})`;
  return html`✗ since ${formatMoment(health.since, zone, now)}: ${why} (tried ${looked})`;
}

function carriesWords({ channel, carries }: ContactRow): Html {
  if (carries.length > 0) return html`Gets alerts that are ${carries.toReversed().join(' or ')}.`;
  return html`Stands in when other ways fail. To send alerts there at once:
    <code>/settings route high telegram+${channel}</code>`;
}

function testButton(address: string): Button {
  return button('🧪 Send a test', 'channel-test', { address });
}

function onButton({ address, channel }: ContactRow): Button {
  return button(`▶ Turn ${channel} on`, 'channel-on', { address });
}
