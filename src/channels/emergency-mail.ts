import { setTimeout as sleep } from 'node:timers/promises';

import type { EmergencyRoute } from '../core/ports/emergency.ts';
import { smtpTransport } from './smtp-transport.ts';

type Mail = { readonly subject: string; readonly text: string; readonly attemptMs: number };
type MailRoute = Extract<EmergencyRoute, { kind: 'mail' }>;

/** Name lookup, connection, and the talk itself. */
const STEPS = 3;

/**
 * Sends one plain mail over a connection of its own.
 *
 * @throws nodemailer's own error when the mail was not accepted
 */
export async function sendMail({ from, to, smtp }: MailRoute, mail: Mail): Promise<void> {
  const transport = smtpTransport(smtp, mail.attemptMs);
  const { subject, text } = mail;
  const done = new AbortController();
  try {
    const sent = transport.sendMail({ from, to, subject, text, priority: 'high' });
    // The limits above are for silence; a server that trickles on would outlast them all.
    await Promise.race([sent, tooLate(STEPS * mail.attemptMs, done.signal)]);
  } finally {
    done.abort();
    transport.close();
  }
}

async function tooLate(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal });
  throw new Error(`The mail server took longer than ${ms} ms`);
}
