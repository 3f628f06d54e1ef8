import { z } from 'zod';
import type { Outcome, Severity } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { Check, OutsideChannel, Parcel } from '../core/ports/channel.ts';
import { MINUTE_MS } from '../core/time.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Reply } from '../http/wire.ts';
import { clipBytes } from './clip-bytes.ts';
import { defineChannel } from './define.ts';
import { isAccepted, outcomeOfAsking, outcomeOfFault, type Ruling } from './http-outcome.ts';
import { readJson } from './json.ts';
import { keyHash } from './key-hash.ts';
import { ntfyLabel, readNtfy, type NtfyTarget } from './ntfy-target.ts';
import { parcelText } from './parcel-text.ts';

const target = z.object({
  server: z.string().nullable(),
  topic: z.string(),
  token: z.string().nullable(),
});

type Needs = {
  readonly config: Pick<ChannelConfig, 'ntfy' | 'outboundAllow'>;
  readonly outbound: Outbound;
};

/** ntfy, of the public server or one's own. */
export function ntfyChannel({ config, outbound }: Needs): OutsideChannel {
  const { server, topic, token } = config.ntfy;

  /** Our token opens our own topic and nobody else's. */
  function headersOf(to: NtfyTarget): Readonly<Record<string, string>> {
    const isOurs = to.server === null && to.topic === topic;
    const bearer = to.token ?? (isOurs ? token : undefined);
    return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  }

  function ask(to: NtfyTarget, path: string, more: { body?: string; signal: AbortSignal }) {
    const wire = to.server === null ? outbound.ours : outbound.theirs;
    const method = more.body === undefined ? 'GET' : 'POST';
    const type = more.body === undefined ? {} : { 'content-type': 'application/json' };
    const url = `${to.server ?? server}/${path}`;
    return wire.ask({ url, method, headers: { ...type, ...headersOf(to) }, ...more });
  }

  return defineChannel({
    name: 'ntfy',
    says: 'ntfy topic',
    example: 'ntfy my-secret-topic',
    knowsRepeats: true,
    target,
    ofInstallation: topic === undefined ? undefined : { server: null, topic, token: null },
    read: (text) => readNtfy(text, { server, outboundAllow: config.outboundAllow }),
    label: (to) => ntfyLabel(to, server),

    send(to, parcel, signal) {
      // As JSON: header values could not carry every letter, and nothing in a text can become a header.
      const body = JSON.stringify(publication(to.topic, parcel));
      const id = sequenceOf(parcel);
      return outcomeOfAsking(ask(to, '', { body, signal }), RULING, (reply) => accepted(reply, id));
    },

    async check(to, signal): Promise<Check> {
      try {
        const health = await ask(to, 'v1/health', { signal });
        if (!isAccepted(health) || !healthy.safeParse(readJson(health.body)).success)
          return { isWell: false, why: `No ntfy server answers there (${health.status})` };
        return mayUse(to, await ask(to, `${to.topic}/auth`, { signal }));
      } catch (error) {
        const outcome = outcomeOfFault(error);
        const why = outcome.kind === 'rejected' ? outcome.why : 'The ntfy server did not answer';
        return { isWell: false, why };
      }
    },
  });
}

const healthy = z.looseObject({ healthy: z.literal(true) });
const taken = z.looseObject({ id: z.string() });
const refusal = z.looseObject({ code: z.number() });

/** ntfy's own codes beside the status: the day's messages are used up. */
const DAY_USED_UP = 42_908;
const WAIT_OF_DAY_MS = 15 * MINUTE_MS;

const RULING: Ruling = {
  service: 'ntfy',
  dead: new Set([401, 403, 404, 410]),
  refused(reply, outcome) {
    const code = refusal.safeParse(readJson(reply.body)).data?.code;
    if (outcome.kind === 'retry' && code === DAY_USED_UP && !reply.headers.has('retry-after'))
      return { ...outcome, afterMs: WAIT_OF_DAY_MS };
    if (outcome.kind === 'rejected' && (reply.status === 401 || reply.status === 403))
      return { ...outcome, why: NOT_ALLOWED };
    return outcome;
  },
};

const NOT_ALLOWED =
  'ntfy lets nobody write to this topic without the right token: add it again with token:tk_… at the end';

/**
 * `/auth` tells who may read, which is all that can be asked without writing: a token may well be for writing alone, so
 * only one that is unknown is a fault.
 */
function mayUse(to: NtfyTarget, { status }: Reply): Check {
  const isShut = status === 401 || (status === 403 && to.token === null);
  return isShut ? { isWell: false, why: NOT_ALLOWED } : { isWell: true };
}

/** The message is there by its sequence, by which it can be changed later. */
function accepted({ body }: Reply, sequence: string): Outcome {
  return taken.safeParse(readJson(body)).success
    ? { kind: 'sent', messageId: sequence }
    : { kind: 'uncertain', code: 'unreadable' };
}

/** https://docs.ntfy.sh/publish/: what is longer becomes an attachment. */
const LONGEST_MESSAGE_BYTES = 4_096;

/** 2 comes without sound, 5 rings on. */
const PRIORITIES: Readonly<Record<Severity, 2 | 3 | 4 | 5>> = {
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

function publication(topic: string, parcel: Parcel) {
  const { title, text, link } = parcelText(parcel, LONGEST_MESSAGE_BYTES);
  const said = title || 'Bellwether';
  return {
    topic,
    title: said,
    // An empty one would be told as "triggered".
    message: clipBytes(text || said, LONGEST_MESSAGE_BYTES),
    priority: priorityOf(parcel),
    tags: tagsOf(parcel),
    sequence_id: sequenceOf(parcel),
    ...(link !== undefined && { click: link.url }),
  };
}

/**
 * Each message has a sequence of its own, so that a repeat of it takes its place (from ntfy 2.16; an older server shows
 * both). Not one for all about a firing: what is replaced does not ring, an alert that nobody has read yet must not
 * vanish under its own end, and a message of several alerts would give way to the end of one.
 */
function sequenceOf({ edits, key }: Parcel): string {
  return edits ?? keyHash(key);
}

function priorityOf({ about, body }: Parcel): 2 | 3 | 4 | 5 {
  // Whoever froze the message meant it to come without sound.
  if (body.silent) return 2;
  if (about === undefined) return 3;
  // An end wakes nobody.
  return about.reason === 'resolved' && about.severity !== 'low' ? 3 : PRIORITIES[about.severity];
}

/** Words and no emoji: the title has its own already. */
function tagsOf({ about }: Parcel): readonly string[] {
  if (about === undefined) return [];
  return about.reason === 'resolved' ? [about.severity, 'resolved'] : [about.severity];
}
