import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { button } from '../../core/message.ts';
import type { Stranger } from '../../app/access.ts';

/** What an owner reads when somebody new asks to be let in. */
export function approvalQuestion({ id, name, username }: Stranger): Message {
  const handle = username === undefined ? '' : ` (t.me/${username})`;
  return {
    text: lines(
      html`🔑 <b>${name}</b>${handle} asks to be let in · id <code>${id}</code>`,
      html`Viewers read, members keep their own rules, traders may also sell.`,
    ),
    buttons: [
      [
        button('Viewer', 'let-in', { user: id, role: 'viewer' }),
        button('Member', 'let-in', { user: id, role: 'member' }),
        button('Trader', 'let-in', { user: id, role: 'trader' }),
      ],
      [{ ...button('Refuse', 'keep-out', { user: id }), style: 'danger' }],
    ],
  };
}
