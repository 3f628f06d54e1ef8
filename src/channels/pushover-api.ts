import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { Check, Receipt } from '../core/ports/channel.ts';
import { instant, SECOND_MS } from '../core/time.ts';
import type { Reply, Wire } from '../http/wire.ts';
import {
  isAccepted,
  outcomeOfAsking,
  outcomeOfRefusal,
  waitMs,
  type Ruling,
} from './http-outcome.ts';
import { readJson } from './json.ts';

/** Who is to be told, by which application. */
type PushoverTarget = {
  readonly user: string;
  readonly device: string | null;
  readonly token: string | null;
};

const fine = z.looseObject({ status: z.literal(1) });

const taken = z.looseObject({
  status: z.literal(1),
  request: z.string(),
  receipt: z.string().optional(),
});

/** Fields of what was sent that Pushover does not know are named beside the words for them. */
const refusal = z.looseObject({
  user: z.string().optional(),
  token: z.string().optional(),
  errors: z.array(z.string()).optional(),
});

const receiptState = z.looseObject({
  status: z.literal(1),
  acknowledged: z.number(),
  acknowledged_at: z.number(),
  acknowledged_by_device: z.string().nullish(),
  expired: z.number(),
});

/** https://pushover.net/api/receipts: what is no receipt is the id of a request that never rang. */
const RECEIPT = /^[A-Za-z0-9]{30}$/;

export type PushoverApi = {
  send(to: PushoverTarget, form: Form, signal: AbortSignal): Promise<Outcome>;
  check(to: PushoverTarget, signal: AbortSignal): Promise<Check>;
  poll(to: PushoverTarget, messageId: string, signal: AbortSignal): Promise<Receipt>;
  cancel(to: PushoverTarget, messageId: string, signal: AbortSignal): Promise<boolean>;
};

type Form = Readonly<Record<string, string>>;

/** @param shared the token of the installation, for readers without one of their own */
export function pushoverApi(wire: Wire, root: string, shared: string | undefined): PushoverApi {
  const tokenOf = ({ token }: PushoverTarget): string => token ?? shared ?? '';

  function post(path: string, form: Form, signal: AbortSignal): Promise<Reply> {
    return wire.ask({
      url: `${root}/1/${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      signal,
    });
  }

  function senderOf(to: PushoverTarget): Form {
    const { user, device } = to;
    return { token: tokenOf(to), user, ...(device !== null && { device }) };
  }

  return {
    async send(to, form, signal) {
      if (tokenOf(to) === '') return unknownToken(to);
      const asking = post('messages.json', { ...senderOf(to), ...form }, signal);
      return outcomeOfAsking(asking, rulingOf(to), acceptance);
    },

    async check(to, signal) {
      if (tokenOf(to) === '') return { isWell: false, why: whyNoToken(to) };
      try {
        const reply = await post('users/validate.json', senderOf(to), signal);
        if (fine.safeParse(readJson(reply.body)).success) return { isWell: true };
        const ruling = rulingOf(to);
        const outcome = ruling.refused(reply, outcomeOfRefusal(reply, ruling));
        const why = outcome.kind === 'rejected' ? outcome.why : `Pushover answered ${reply.status}`;
        return { isWell: false, why };
      } catch {
        return { isWell: false, why: 'Pushover could not be asked' };
      }
    },

    async poll(to, messageId, signal) {
      if (!RECEIPT.test(messageId)) return { kind: 'over' };
      const query = new URLSearchParams({ token: tokenOf(to) });
      const asking = wire.ask({
        url: `${root}/1/receipts/${messageId}.json?${query.toString()}`,
        signal,
      });
      // Not to have been told is no end: it is asked again.
      const reply = await asking.catch(() => undefined);
      return reply === undefined ? { kind: 'waiting' } : receiptOf(reply);
    },

    async cancel(to, messageId, signal) {
      if (!RECEIPT.test(messageId)) return true;
      const path = `receipts/${messageId}/cancel.json`;
      const reply = await post(path, { token: tokenOf(to) }, signal).catch(() => undefined);
      // A receipt that is no longer known rings no more.
      return reply !== undefined && (isAccepted(reply) || reply.status === 404);
    },
  };
}

function acceptance({ body }: Reply): Outcome {
  const said = taken.safeParse(readJson(body)).data;
  return said === undefined
    ? { kind: 'uncertain', code: 'unreadable' }
    : { kind: 'sent', messageId: said.receipt ?? said.request };
}

function receiptOf(reply: Reply): Receipt {
  // Kept for a week; what is unknown stays so.
  if (reply.status >= 400 && reply.status < 500 && reply.status !== 429) return { kind: 'over' };
  const state = isAccepted(reply) ? receiptState.safeParse(readJson(reply.body)).data : undefined;
  if (state === undefined) return { kind: 'waiting' };
  const { acknowledged, acknowledged_at: at, acknowledged_by_device: by, expired } = state;
  if (acknowledged === 1)
    return { kind: 'acknowledged', at: instant(at * SECOND_MS), by: by || 'Pushover' };
  return { kind: expired === 1 ? 'over' : 'waiting' };
}

function rulingOf(to: PushoverTarget) {
  return {
    service: 'Pushover',
    dead: new Set<number>(),
    refused(reply, outcome) {
      if (outcome.kind === 'retry')
        return reply.headers.has(RESET) ? limitReached(reply, to) : outcome;
      const said = refusal.safeParse(readJson(reply.body)).data;
      if (outcome.kind !== 'rejected' || said === undefined) return outcome;
      if (said.token !== undefined) return unknownToken(to);
      if (said.user !== undefined) return { ...outcome, why: NO_USER, channelDead: true };
      const words = said.errors?.join(', ').slice(0, 120) ?? '';
      return words === '' ? outcome : { ...outcome, why: `Pushover refused it: ${words}` };
    },
  } satisfies Ruling;
}

const NO_USER =
  'Pushover does not know this user key, or it has no active device: add it again with the key that pushover.net shows';

const RESET = 'x-limit-app-reset';

/** The application has used up its month. Asked again each hour, since more can be bought. */
function limitReached({ headers }: Reply, { token }: PushoverTarget): Outcome {
  const reset = Number(headers.get(RESET)) * SECOND_MS;
  // Counted from the reply's own clock.
  const ms = reset - Date.parse(headers.get('date') ?? '');
  return {
    kind: 'retry',
    afterMs: waitMs(Number.isFinite(ms) ? ms : undefined),
    counts: false,
    code: '429',
    // Whoever brought an application of their own holds up nobody else.
    pausesChannel: token === null,
  };
}

function unknownToken(to: PushoverTarget): Outcome {
  return { kind: 'rejected', why: whyNoToken(to), channelDead: true };
}

function whyNoToken({ token }: PushoverTarget): string {
  return token === null
    ? 'Pushover does not know the application’s token: whoever runs the program sets PUSHOVER_API_TOKEN'
    : 'Pushover does not know your application’s token: add the channel again with token:…';
}
