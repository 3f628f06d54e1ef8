import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { Check, OutsideChannel, Parcel } from '../core/ports/channel.ts';
import { SECOND_MS } from '../core/time.ts';
import type { Outbound } from '../http/outbound.ts';
import { readRetryAfter } from '../http/fault.ts';
import type { Reply } from '../http/wire.ts';
import { defineChannel } from './define.ts';
import { discordText } from './discord-text.ts';
import { outcomeOfAsking, unreachedWords, waitMs, type Ruling } from './http-outcome.ts';
import { readJson } from './json.ts';
import { readHook, tailOf, wireTo } from './web-target.ts';

const target = z.object({ url: z.string() });
type Hook = z.infer<typeof target>;

type Needs = {
  readonly config: Pick<ChannelConfig, 'discordUrl' | 'outboundAllow'>;
  readonly outbound: Outbound;
};

/** `/api/webhooks/ID/TOKEN`, where ID and TOKEN are all that is needed to write there. */
const PATH = /^\/api(?:\/v\d+)?\/webhooks\/\d{1,20}\/([\w-]{1,100})\/?$/;
const EXAMPLE = 'https://discord.com/api/webhooks/123456789012345678/AbC-dEf';
const NEED =
  'I need the address of a webhook: Discord gives one under Edit Channel, Integrations, Webhooks.';

const GONE = 'Discord no longer knows this webhook: it was deleted there';
const LOST = 'The message to be changed is no longer there';
const DEAD: ReadonlySet<number> = new Set([401, 404]);

const taken = z.looseObject({ id: z.string() });
const limited = z.looseObject({ retry_after: z.number(), global: z.boolean().optional() });
const fault = z.looseObject({ code: z.number() });

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes: the message to be changed is not there. */
const NO_MESSAGE = 10_008;

/** A Discord channel by its webhook. */
export function discordChannel({ config, outbound }: Needs): OutsideChannel {
  const { discordUrl, outboundAllow } = config;
  const wireOf = ({ url }: Hook) => wireTo(url, discordUrl, outbound);

  async function send(hook: Hook, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
    const { edits } = parcel;
    const asking = wireOf(hook).ask({
      url: addressOf(hook.url, edits),
      method: edits === undefined ? 'POST' : 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(discordText(parcel)),
      signal,
    });
    const isTrusted = hook.url === discordUrl || isDiscordsOwn(hook.url);
    const outcome = await outcomeOfAsking(asking, rulingOf(isTrusted), accepted);
    const isLost = outcome.kind === 'rejected' && outcome.why === LOST;
    return isLost ? sentAnew(await send(hook, { ...parcel, edits: undefined }, signal)) : outcome;
  }

  return defineChannel({
    name: 'discord',
    says: 'a Discord channel, by its webhook',
    example: `discord ${EXAMPLE}`,
    knowsRepeats: false,
    target,
    ofInstallation: discordUrl === undefined ? undefined : { url: discordUrl },

    read: (text) => readHook(text, { allow: outboundAllow, need: NEED, problemOfPath }),

    label({ url }) {
      const { hostname, pathname } = new URL(url);
      return `webhook ${tailOf(PATH.exec(pathname)?.[1] ?? '')} at ${hostname}`;
    },

    send,

    async check(hook, signal): Promise<Check> {
      try {
        const { status } = await wireOf(hook).ask({ url: hook.url, signal });
        if (status === 200) return { isWell: true };
        const why = DEAD.has(status) ? `${GONE}.` : `Discord answered ${status}.`;
        return { isWell: false, why };
      } catch (error) {
        return { isWell: false, why: unreachedWords('Discord', error) };
      }
    },
  });
}

function problemOfPath({ pathname }: URL): string | undefined {
  return PATH.test(pathname) ? undefined : 'It is no webhook of Discord.';
}

/** With `wait`, Discord answers when the message stands, with its id. A thread named in the address is kept. */
function addressOf(hook: string, edits: string | undefined): string {
  const url = new URL(hook);
  const thread = url.searchParams.get('thread_id');
  url.search = '';
  url.pathname = url.pathname.replace(/\/$/, '');
  if (edits === undefined) url.searchParams.set('wait', 'true');
  else url.pathname += `/messages/${encodeURIComponent(edits)}`;
  if (thread !== null) url.searchParams.set('thread_id', thread);
  return url.href;
}

function accepted({ body }: Reply): Outcome {
  const message = taken.safeParse(readJson(body));
  return message.success
    ? { kind: 'sent', messageId: message.data.id }
    : { kind: 'uncertain', code: 'no id' };
}

function sentAnew(outcome: Outcome): Outcome {
  return outcome.kind === 'sent' ? { ...outcome, mends: ['sent-anew'] } : outcome;
}

/** @param isTrusted whether its word may hold up everyone's messages to Discord */
function rulingOf(isTrusted: boolean): Ruling {
  return {
    service: 'Discord',
    dead: DEAD,
    refused(reply, outcome) {
      if (
        outcome.kind === 'rejected' &&
        fault.safeParse(readJson(reply.body)).data?.code === NO_MESSAGE
      )
        return { kind: 'rejected', why: LOST, channelDead: false };
      if (outcome.kind === 'rejected' && outcome.channelDead) return { ...outcome, why: GONE };
      if (outcome.kind !== 'retry') return outcome;
      const said = limited.safeParse(readJson(reply.body)).data;
      const saidMs = said === undefined ? readRetryAfter(reply) : said.retry_after * SECOND_MS;
      const isForAll =
        said?.global === true ||
        reply.headers.get('x-ratelimit-scope') === 'global' ||
        reply.headers.has('x-ratelimit-global');
      const pauses = isForAll && isTrusted && { pausesChannel: true };
      return { ...outcome, afterMs: Math.ceil(waitMs(saidMs)), ...pauses };
    },
  };
}

function isDiscordsOwn(url: string): boolean {
  return /(?:^|\.)discord(?:app)?\.com$/.test(new URL(url).hostname);
}
