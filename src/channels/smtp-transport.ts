import { createTransport } from 'nodemailer';

import type { SmtpSettings } from '../core/ports/emergency.ts';

export type MailTransport = ReturnType<typeof smtpTransport>;

/**
 * A connection of its own for one mail. Without implicit TLS the server must offer STARTTLS, or nothing is said to it,
 * the password least of all; only outspoken settings do without.
 *
 * @param silenceMs the longest silence of the server at any step
 */
export function smtpTransport(
  { host, port, isImplicitTls, requiresTls, login }: SmtpSettings,
  silenceMs: number,
) {
  return createTransport({
    host,
    port,
    secure: isImplicitTls,
    requireTLS: requiresTls && !isImplicitTls,
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    dnsTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
