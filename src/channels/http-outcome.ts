import type { Outcome } from '../core/alert.ts';
import { HOUR_MS, SECOND_MS } from '../core/time.ts';
import { readRetryAfter } from '../http/fault.ts';
import { classifyNetworkError, faultCode } from '../http/network-error.ts';
import { RefusedAddress } from '../http/refused-address.ts';
import { BodyFault, type Reply } from '../http/wire.ts';

/** What a service's refusals mean. */
export type Ruling = {
  /** As people call it: `Discord`. */
  readonly service: string;
  /** Statuses after which nothing will ever arrive at this address. */
  readonly dead: ReadonlySet<number>;
  /** What its words or headers say beyond the status, by which `outcome` was judged. */
  refused?(reply: Reply, outcome: Outcome): Outcome;
};

/** Where a service does not say how long to wait. */
const UNSAID_WAIT_MS = 30 * SECOND_MS;
const SHORTEST_WAIT_MS = SECOND_MS;
const LONGEST_WAIT_MS = HOUR_MS;

/**
 * One request as what it came to. Never throws.
 *
 * @param accepted reads a reply of success; every other is judged by its status
 */
export async function outcomeOfAsking(
  asking: Promise<Reply>,
  ruling: Ruling,
  accepted: (reply: Reply) => Outcome,
): Promise<Outcome> {
  let reply: Reply;
  try {
    reply = await asking;
  } catch (error) {
    const told = toldNonetheless(error);
    if (told === undefined) return outcomeOfFault(error);
    reply = told;
  }
  if (isAccepted(reply)) return accepted(reply);
  const outcome = outcomeOfRefusal(reply, ruling);
  return ruling.refused?.(reply, outcome) ?? outcome;
}

export function isAccepted({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** A reply that is none of success. Its status alone decides, and its body is never shown to anyone. */
export function outcomeOfRefusal(reply: Reply, { service, dead }: Ruling): Outcome {
  const { status } = reply;
  const code = String(status);
  if (status === 429)
    return { kind: 'retry', afterMs: waitMs(readRetryAfter(reply)), counts: false, code };
  if (status === 408 || status === 425 || status >= 500) return { kind: 'uncertain', code };
  const why =
    status < 400
      ? `${service} answered ${code} and was not followed`
      : `${service} answered ${code}`;
  return { kind: 'rejected', why, channelDead: dead.has(status) };
}

/** How long to wait as a service said it, within reason; a while where it said nothing. */
export function waitMs(saidMs: number | undefined): number {
  return Math.min(Math.max(saidMs ?? UNSAID_WAIT_MS, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** A request that got no readable reply: what is certain not to have left is tried again without a label. */
export function outcomeOfFault(error: unknown): Outcome {
  const refusal = [error, error instanceof Error ? error.cause : undefined].find(
    (one) => one instanceof RefusedAddress,
  );
  if (refusal !== undefined) return { kind: 'rejected', why: refusal.message, channelDead: false };
  const code = (faultCode(error) ?? 'no answer').slice(0, 80);
  if (MISSPELT.has(code))
    return { kind: 'rejected', why: `could not be asked: ${code}`, channelDead: false };
  return classifyNetworkError(error) === 'not-sent'
    ? { kind: 'retry', afterMs: undefined, counts: true, code }
    : { kind: 'uncertain', code };
}

/** For a check: why a service did not answer, as people read it. */
export function unreachedWords(service: string, error: unknown): string {
  const outcome = outcomeOfFault(error);
  if (outcome.kind === 'rejected') return outcome.why;
  return `${service} did not answer. Try again in a minute, or see whether its address is right.`;
}

/** Found out before anything was written: an address or a header that no request can have. */
const MISSPELT: ReadonlySet<string> = new Set([
  'ERR_INVALID_URL',
  'ERR_INVALID_CHAR',
  'UND_ERR_INVALID_ARG',
]);

/** Whether a message was taken is in the status; a page too long to read changes nothing about it. */
function toldNonetheless(error: unknown): Reply | undefined {
  if (!(error instanceof BodyFault) || error.status === undefined) return undefined;
  return { status: error.status, headers: new Headers(), body: '' };
}
