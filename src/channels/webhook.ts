import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { Check, OutsideChannel } from '../core/ports/channel.ts';
import type { Outbound } from '../http/outbound.ts';
import { defineChannel } from './define.ts';
import { outcomeOfAsking, unreachedWords, type Ruling } from './http-outcome.ts';
import { keyHash } from './key-hash.ts';
import { problemOfUrl } from './web-target.ts';
import { webhookBody } from './webhook-body.ts';

const target = z.object({ url: z.string(), secret: z.string() });

type Needs = {
  readonly config: Pick<ChannelConfig, 'outboundAllow'>;
  readonly outbound: Outbound;
  /** Milliseconds since 1970, for the signature's time. */
  readonly now?: () => number;
};

const EXAMPLE = 'https://hooks.example.com/bellwether';
const SHORTEST_SECRET = 16;
const NEED = `I need an https address and, if you have a secret of your own, ${SHORTEST_SECRET} letters or more of it behind the address.`;

/** Only "gone" is for good; 401 and 404 are what a server says in the minute of its own deployment. */
const RULING: Ruling = { service: 'The webhook', dead: new Set([410]) };

/** Any web address that takes JSON: signed, and with a key by which the other side can know a repeat. */
export function webhookChannel({ config, outbound, now = Date.now }: Needs): OutsideChannel {
  return defineChannel({
    name: 'webhook',
    says: 'a web address of yours, as signed JSON',
    example: `webhook ${EXAMPLE}`,
    knowsRepeats: true,
    target,
    ofInstallation: undefined,

    read(text) {
      const [url = '', given, ...more] = text.trim().split(/\s+/);
      if (url === '') return { kind: 'problem', why: NEED };
      const problem = problemOfUrl(url, config.outboundAllow) ?? problemOfSecret(given, more);
      if (problem !== undefined) return { kind: 'problem', why: `${problem} ${NEED}` };
      if (given !== undefined) return { kind: 'ok', target: { url, secret: given } };
      const secret = randomBytes(32).toString('base64url');
      const note = `Its messages are signed with this secret, which is shown only now: ${secret}`;
      return { kind: 'ok', target: { url, secret }, note };
    },

    // What stands behind the host may be what lets one in.
    label: ({ url }) => `webhook at ${new URL(url).host}`,

    send({ url, secret }, parcel, signal): Promise<Outcome> {
      const key = headerSafe(parcel.key);
      const body = webhookBody(parcel, key);
      const at = String(Math.floor(now() / 1_000));
      const asking = outbound.theirs.ask({
        url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Bellwether',
          'idempotency-key': key,
          'x-bellwether-timestamp': at,
          'x-bellwether-signature': `v1=${signature(secret, at, body)}`,
        },
        body,
        signal,
      });
      return outcomeOfAsking(asking, RULING, () => ({ kind: 'sent', messageId: key }));
    },

    /** Whatever it answers to a HEAD, it is there: few webhooks know more than POST, and a POST would be a message. */
    async check({ url }, signal): Promise<Check> {
      try {
        await outbound.theirs.ask({ url, method: 'HEAD', signal });
        return { isWell: true };
      } catch (error) {
        return { isWell: false, why: unreachedWords(new URL(url).host, error) };
      }
    },
  });
}

/** Hexadecimal HMAC-SHA256 of the time, a full stop, and the body as it is sent. */
function signature(secret: string, at: string, body: string): string {
  return createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
}

function headerSafe(key: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(key) ? key : keyHash(key);
}

function problemOfSecret(given: string | undefined, more: readonly string[]): string | undefined {
  if (more.length > 0) return 'There is more behind the secret.';
  if (given === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(given))
    return 'The secret has letters that are not plain ones, or more than 200 of them.';
  if (given.length < SHORTEST_SECRET) return `The secret has only ${given.length} letters.`;
  return undefined;
}
