import type { PlainChange } from '../../app/settings.ts';
import { html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { undoRow } from './settings.ts';

const ZONES = [
  [
    ['New York', 'America/New_York'],
    ['London', 'Europe/London'],
    ['Berlin', 'Europe/Berlin'],
  ],
  [
    ['Shanghai', 'Asia/Shanghai'],
    ['UTC', 'UTC'],
  ],
] as const;

/** Asked once, with the first rule of a chat: times are only useful in the reader's own zone. */
export function zoneQuestion(): Message {
  return {
    text: html`🕰 One thing: in which time zone shall I tell times here?`,
    buttons: [
      ...ZONES.map((row) => row.map(([label, zone]) => button(label, 'rule-zone', { zone }))),
      [button('✏️ Type it', 'rule-zone', { zone: '' })],
    ],
  };
}

/** The answer to it. */
export function zoneToldMessage(change: PlainChange): Message {
  return {
    text: html`🕰 Times here are told in <b>${change.after ?? ''}</b>. /settings changes it.`,
    buttons: undoRow(change),
  };
}

export const ZONE_HINT: Message = {
  text: html`Send it like this: <code>/settings tz Europe/Paris</code>`,
};
