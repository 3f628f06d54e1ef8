import { setTimeout as sleep } from 'node:timers/promises';

import type { Outcome } from '../core/alert.ts';
import type { Check } from '../core/ports/channel.ts';
import type { SmtpSettings } from '../core/ports/emergency.ts';
import { SECOND_MS } from '../core/time.ts';
import type { MailLetter } from './mail-letter.ts';
import { outcomeOfMail, whyNoMail } from './mail-outcome.ts';
import { smtpTransport, type MailTransport } from './smtp-transport.ts';

/** Servers that look for spam take their time after the last byte; the whole try has the caller's limit. */
const SILENCE_MS = 60 * SECOND_MS;
const CHECK_MS = 15 * SECOND_MS;

/** One try over a connection of its own. */
export async function sendLetter(
  smtp: SmtpSettings,
  letter: MailLetter,
  signal: AbortSignal,
): Promise<Outcome> {
  const transport = smtpTransport(smtp, SILENCE_MS);
  const isHandedOver = watchEnd(transport);
  try {
    const envelope = { from: letter.envelope.from, to: [...letter.envelope.to] };
    await transport.sendMail({ ...letter, envelope, signal });
    return { kind: 'sent', messageId: letter.messageId };
  } catch (error) {
    return outcomeOfMail(error, { host: smtp.host, isHandedOver: isHandedOver() });
  } finally {
    transport.close();
  }
}

/**
 * The server gets a mail only after it took sender and reader, and the dot that ends it after its last byte was read
 * here: before that, nothing can have been accepted.
 */
function watchEnd(transport: MailTransport): () => boolean {
  let hasEnded = false;
  transport.use('stream', (mail, done) => {
    mail.message.processFunc((input) => {
      // No transform: those hold a short mail long before the server asks for it.
      input.once('end', () => {
        hasEnded = true;
      });
      return input;
    });
    done();
  });
  return () => hasEnded;
}

/** Connects and logs in, and sends nothing. */
export async function checkMail(smtp: SmtpSettings, signal: AbortSignal): Promise<Check> {
  const transport = smtpTransport(smtp, CHECK_MS);
  const done = new AbortController();
  try {
    const limit = AbortSignal.any([signal, done.signal]);
    await Promise.race([transport.verify(), tooLate(limit)]);
    return { isWell: true };
  } catch (error) {
    return { isWell: false, why: whyNoMail(error, smtp.host) };
  } finally {
    done.abort();
    transport.close();
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await sleep(CHECK_MS, undefined, { signal });
  throw new Error('no answer');
}
