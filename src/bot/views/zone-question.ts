import { html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';

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

export const ZONE_HINT: Message = {
  text: html`Send it like this: <code>/settings tz Europe/Paris</code>`,
};
