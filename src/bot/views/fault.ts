import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';

/** A fault of ours, said without alarm. */
export function faultMessage(ref: string): Message {
  return {
    text: html`Something broke on my side (ref <code>${ref}</code>). Nothing was changed. The owner
      has the details.`,
  };
}
