import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { Check, OutsideChannel } from '../core/ports/channel.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Reply } from '../http/wire.ts';
import { defineChannel } from './define.ts';
import { outcomeOfAsking, unreachedWords, type Ruling } from './http-outcome.ts';
import { readJson } from './json.ts';
import { readPhone, shortPhone } from './phone.ts';
import { smsText } from './sms-text.ts';

const target = z.object({ to: z.string() });

type Needs = {
  readonly config: Pick<ChannelConfig, 'twilio'>;
  readonly outbound: Outbound;
};
type Account = {
  readonly root: string;
  readonly authorization: string;
  readonly from: string;
};

const NOT_SET_UP =
  'No Twilio account is set up here: whoever runs the program sets TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM';

const taken = z.looseObject({ sid: z.string() });
const fault = z.looseObject({ code: z.number() });

/** https://www.twilio.com/docs/api/errors: what will never arrive there, and whose fault the rest is. */
const DEAD: ReadonlyMap<number, string> = new Map([
  [21_211, 'Twilio knows no such phone number'],
  [21_610, 'Whoever has this phone number answered STOP, and has to send START to it'],
  [21_614, 'This phone number takes no text messages'],
]);
const LOGIN = 'Twilio does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN';
const SENDER = 'Twilio does not let TWILIO_FROM send to this number';
const WRONG: ReadonlyMap<number, string> = new Map([
  [20_003, LOGIN],
  [20_404, 'Twilio knows no such TWILIO_ACCOUNT_SID'],
  [21_212, 'Twilio does not accept TWILIO_FROM as a sender'],
  [21_408, 'The Twilio account may not send to the country of this number'],
  [21_606, SENDER],
  [21_608, 'A trial account of Twilio sends only to numbers that are verified there'],
  [21_612, SENDER],
  [21_659, 'TWILIO_FROM is no number of this Twilio account'],
]);

const RULING: Ruling = {
  service: 'Twilio',
  dead: new Set(),
  refused(reply, outcome) {
    if (outcome.kind !== 'rejected') return outcome;
    const code = fault.safeParse(readJson(reply.body)).data?.code ?? 0;
    const dead = DEAD.get(code);
    if (dead !== undefined) return { kind: 'rejected', why: dead, channelDead: true };
    const why = WRONG.get(code) ?? (reply.status === 401 ? LOGIN : outcome.why);
    return { ...outcome, why };
  },
};

/** Text messages to a phone, by the Twilio account of whoever runs the program. */
export function smsChannel({ config: { twilio }, outbound }: Needs): OutsideChannel {
  const account = accountOf(twilio);
  return defineChannel({
    name: 'sms',
    says: 'text messages to a phone',
    example: 'sms +14155550123',
    knowsRepeats: false,
    target,
    ofInstallation: undefined,

    read(text) {
      if (account === undefined) return { kind: 'problem', why: `${NOT_SET_UP}.` };
      const to = readPhone(text);
      if (to !== undefined) return { kind: 'ok', target: { to } };
      return { kind: 'problem', why: 'I need a phone number that begins with + and its country.' };
    },

    label: ({ to }) => shortPhone(to),

    send({ to }, parcel, signal): Promise<Outcome> {
      if (account === undefined)
        return Promise.resolve({ kind: 'rejected', why: NOT_SET_UP, channelDead: true });
      const { root, authorization, from } = account;
      // A messaging service picks one of its numbers.
      const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
      const asking = outbound.ours.ask({
        url: `${root}/Messages.json`,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', authorization },
        body: new URLSearchParams({ To: to, ...sender, Body: smsText(parcel) }).toString(),
        signal,
      });
      return outcomeOfAsking(asking, RULING, accepted);
    },

    async check(_to, signal): Promise<Check> {
      if (account === undefined) return { isWell: false, why: `${NOT_SET_UP}.` };
      const { root: url, authorization } = account;
      try {
        const reply = await outbound.ours.ask({
          url: `${url}.json`,
          headers: { authorization },
          signal,
        });
        return checked(reply);
      } catch (error) {
        return { isWell: false, why: unreachedWords('Twilio', error) };
      }
    },
  });
}

function accountOf(twilio: ChannelConfig['twilio']): Account | undefined {
  const { apiRoot, accountSid, authToken, from } = twilio;
  if (accountSid === undefined || authToken === undefined || from === undefined) return undefined;
  return {
    root: `${apiRoot}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`,
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    from,
  };
}

function accepted({ body }: Reply): Outcome {
  const message = taken.safeParse(readJson(body));
  return message.success
    ? { kind: 'sent', messageId: message.data.sid }
    : { kind: 'uncertain', code: 'no sid' };
}

const standing = z.looseObject({ status: z.string() });

function checked({ status, body }: Reply): Check {
  if (status === 401) return { isWell: false, why: `${LOGIN}.` };
  if (status !== 200) return { isWell: false, why: `Twilio answered ${status}.` };
  const account = standing.safeParse(readJson(body)).data?.status ?? 'active';
  return account === 'active'
    ? { isWell: true }
    : { isWell: false, why: 'The Twilio account is suspended or closed.' };
}
