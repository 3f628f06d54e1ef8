import type { EmergencyRoute, Shout } from '../core/ports/emergency.ts';
import type { Log } from '../core/ports/log.ts';
import { MINUTE_MS, plus, type Clock, type Instant } from '../core/time.ts';
import { createWire, type Reply, type Wire } from '../http/wire.ts';
import { CALL_LIMITS } from './call.ts';

export type Emergency = { readonly shout: Shout; close(): Promise<void> };

export type EmergencyNeeds = {
  readonly clock: Clock;
  readonly log: Log;
  /** Limit of one attempt; 10 s when absent. */
  readonly attemptMs?: number;
};

/** One call of the same subject in this time; a failed one may be tried again sooner. */
const QUIET_MS = 10 * MINUTE_MS;
const RETRY_MS = 1 * MINUTE_MS;
/** Subjects are a closed set of conditions; this only bounds the memory should that ever change. */
const MOST_SUBJECTS = 200;

/**
 * The owner's last line. Everything it needs is in this closure from the start, so that it works with the disk full,
 * the database broken and Telegram away.
 */
export function createEmergency(route: EmergencyRoute, needs: EmergencyNeeds): Emergency {
  const attemptMs = needs.attemptMs ?? CALL_LIMITS.attemptMs;
  const wire = createWire({ ...CALL_LIMITS, attemptMs });
  const mayCallAgainAt = new Map<string, Instant>();
  const call = callBy(route, wire, attemptMs);

  return {
    async shout(subject, text) {
      const now = needs.clock();
      if (route.kind === 'off' || now < (mayCallAgainAt.get(subject) ?? 0)) return false;
      // Noted before the first await: two calls at once must not both pass.
      remember(mayCallAgainAt, subject, plus(now, QUIET_MS));
      try {
        await call(subject, text);
        return true;
      } catch (error) {
        remember(mayCallAgainAt, subject, plus(now, RETRY_MS));
        needs.log.error('The emergency channel could not be reached', { subject, error });
        return false;
      }
    },
    close: () => wire.close(),
  };
}

type Call = (subject: string, text: string) => Promise<void>;

function callBy(route: EmergencyRoute, wire: Wire, attemptMs: number): Call {
  return async (subject, text) => {
    if (route.kind === 'ntfy') return accepted(await askNtfy(wire, route, { subject, text }));
    if (route.kind === 'pushover')
      return accepted(await askPushover(wire, route, { subject, text }));
    if (route.kind === 'off') return;
    // Loaded at the first call alone: a mail library has no place in the memory of a quiet program.
    const { sendMail } = await import('./emergency-mail.ts');
    await sendMail(route, { subject: titleOf(subject), text, attemptMs });
  };
}

type Cry = { readonly subject: string; readonly text: string };
type Ntfy = Extract<EmergencyRoute, { kind: 'ntfy' }>;
type Pushover = Extract<EmergencyRoute, { kind: 'pushover' }>;

/** Limits of the services, in characters; ntfy's is 4,096 bytes, and no character takes more than four. */
const NTFY_LONGEST = 1_000;
const PUSHOVER_LONGEST = 1_024;

function askNtfy(wire: Wire, { server, topic, token }: Ntfy, cry: Cry): Promise<Reply> {
  const message = cut(cry.text, NTFY_LONGEST);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return wire.ask({
    url: `${server}/`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    // As JSON: header values could not carry every letter, and nothing in a text can become a header.
    body: JSON.stringify({
      topic,
      title: titleOf(cry.subject),
      message,
      priority: 5,
      tags: ['rotating_light'],
    }),
  });
}

function askPushover(wire: Wire, route: Pushover, cry: Cry): Promise<Reply> {
  const form = new URLSearchParams({
    token: route.token,
    user: route.userKey,
    title: titleOf(cry.subject),
    message: cut(cry.text, PUSHOVER_LONGEST),
    priority: '1',
  });
  if (route.device !== undefined) form.set('device', route.device);
  return wire.ask({
    url: `${route.apiRoot}/1/messages.json`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
}

function accepted({ status }: Reply): void {
  if (status < 200 || status > 299) throw new Error(`The emergency channel answered ${status}`);
}

function titleOf(subject: string): string {
  return `Bellwether: ${subject.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')}`;
}

function cut(text: string, longest: number): string {
  const letters = Array.from(text);
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : text;
}

function remember(times: Map<string, Instant>, subject: string, at: Instant): void {
  times.delete(subject);
  times.set(subject, at);
  const [oldest] = times.keys();
  if (times.size > MOST_SUBJECTS && oldest !== undefined) times.delete(oldest);
}
