import type { EmergencyRoute, SmtpSettings } from '../core/ports/emergency.ts';
import { isMailAddress, type Variables } from './variables.ts';

/** RFC 8314: on this port TLS starts with the first byte. */
const IMPLICIT_TLS_PORT = 465;

export type Emergency =
  | { readonly kind: 'ok'; readonly route: EmergencyRoute }
  | { readonly kind: 'problem'; readonly text: string };

/** Joins `EMERGENCY_CHANNEL` with the keys that its service needs. */
export function emergencyRoute(v: Variables): Emergency {
  const wish = v.EMERGENCY_CHANNEL;
  if (wish === undefined) return { kind: 'ok', route: { kind: 'off' } };
  if (wish.kind === 'pushover') return pushover(v);
  if (wish.kind === 'mail') return mail(v, wish.address);
  return ok({ kind: 'ntfy', server: v.NTFY_SERVER, topic: wish.topic, token: v.NTFY_TOKEN });
}

function pushover(v: Variables): Emergency {
  const token = v.PUSHOVER_API_TOKEN;
  const userKey = v.PUSHOVER_USER_KEY;
  if (token === undefined) return missing('pushover', 'PUSHOVER_API_TOKEN');
  if (userKey === undefined) return missing('pushover', 'PUSHOVER_USER_KEY');
  const { PUSHOVER_API_ROOT: apiRoot, PUSHOVER_DEVICE: device } = v;
  return ok({ kind: 'pushover', apiRoot, token, userKey, device });
}

function mail(v: Variables, to: string): Emergency {
  if (v.SMTP_HOST === undefined) return missing('mail', 'SMTP_HOST');
  const from = v.MAIL_FROM ?? v.SMTP_USER;
  if (from === undefined || !isMailAddress(from)) return missing('mail', 'MAIL_FROM');
  if (v.SMTP_USER !== undefined && v.SMTP_PASSWORD === undefined) {
    return missing('mail with SMTP_USER', 'SMTP_PASSWORD');
  }
  return ok({ kind: 'mail', to, from, smtp: smtp(v, v.SMTP_HOST) });
}

/** The mail server as it is set up. */
export function smtp(v: Variables, host: string): SmtpSettings {
  const { SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: password } = v;
  return {
    host,
    port,
    isImplicitTls: v.SMTP_SECURE ?? port === IMPLICIT_TLS_PORT,
    // Only an outspoken "false" does without.
    requiresTls: v.SMTP_SECURE !== false,
    login: user === undefined || password === undefined ? undefined : { user, password },
  };
}

function ok(route: EmergencyRoute): Emergency {
  return { kind: 'ok', route };
}

function missing(channel: string, name: string): Emergency {
  return {
    kind: 'problem',
    text: `EMERGENCY_CHANNEL is ${channel}, and ${name} is not set. Allowed: both, or neither.`,
  };
}
