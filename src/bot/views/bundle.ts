import { html } from '../../core/html.ts';
import { undoButton, type Message } from '../../core/message.ts';

export function bundleToast(acked: number): string {
  if (acked === 0) return 'They were acknowledged already.';
  return acked === 1 ? 'Acknowledged.' : `Acknowledged all ${acked}.`;
}

export function quietedHere(mute: number): Message {
  return {
    text: html`🔕 Quiet here for 2 hours. Critical alerts still come; the rest is in /history.`,
    buttons: [[undoButton('quiet-undo', { mute: String(mute) })]],
  };
}
