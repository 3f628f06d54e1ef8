import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { AlertRecord } from '../../core/records.ts';
import type { Choice } from '../quiet-words.ts';
import { MUTE_CHOICES, pairs, spanButtons, type Reading } from './quiet.ts';

/** An alert's own message with a question below it. */
export type Asked = { readonly view: Message; readonly alert: AlertRecord };

/** How long its rule is to be quiet. */
export function snoozeMenu({ view, alert }: Asked, choices: readonly Choice[], reading: Reading) {
  const { code } = alert.evidence;
  const what = { verb: 'snooze', scope: 'rule', subject: code, alert: alert.id } as const;
  return below(view, html`😴 <b>Snooze rule ${code} for how long?</b>`, [
    ...spanButtons(what, choices, reading),
    [whyButton(alert.id), back(alert.id)],
  ]);
}

/** What is to be quiet. */
export function muteMenu({ view, alert }: Asked): Message {
  const { ticker, type, evidence } = alert;
  const choice = (label: string, scope: string, subject: string): Button =>
    button(label, 'mute-how', { alert: alert.id, scope, subject });
  const choices = [
    choice(`Rule ${evidence.code}`, 'rule', evidence.code),
    choice(ticker, 'ticker', ticker),
    choice(`All ${type} alerts`, 'type', type),
    choice('This chat', 'chat', ''),
  ];
  return below(view, html`🔕 <b>Mute what?</b>`, [
    ...pairs(choices),
    [whyButton(alert.id), back(alert.id)],
  ]);
}

/** How long that is to be quiet. */
export function muteHowMenu(
  { view, alert }: Asked,
  what: { scope: string; subject: string; about: string },
  reading: Reading,
): Message {
  const { scope, subject, about } = what;
  const chosen = { verb: 'mute', scope, subject, alert: alert.id } as const;
  return below(view, html`🔕 <b>Mute ${about}: for how long?</b>`, [
    ...spanButtons(chosen, MUTE_CHOICES, reading),
    [button('‹ Back', 'mute', { alert: alert.id })],
  ]);
}

/** Whoever wants it quiet may rather want to know what it was made of. */
function whyButton(alert: number): Button {
  return button('❓ Why', 'alert-why', { alert });
}

function back(alert: number): Button {
  return button('‹ Back', 'alert-back', { alert });
}

function below(view: Message, question: Html, buttons: readonly (readonly Button[])[]): Message {
  return { ...view, text: lines(view.text, question), buttons };
}
