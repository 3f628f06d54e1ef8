import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { OutsideChannel, Parcel } from '../core/ports/channel.ts';
import type { Outbound } from '../http/outbound.ts';
import { defineChannel } from './define.ts';
import { outcomeOfAsking, type Ruling } from './http-outcome.ts';
import { slackText } from './slack-text.ts';
import { readHook, tailOf, wireTo } from './web-target.ts';

const target = z.object({ url: z.string() });

type Needs = {
  readonly config: Pick<ChannelConfig, 'slackUrl' | 'outboundAllow'>;
  readonly outbound: Outbound;
};

// Taken apart, so that nothing that looks for secrets in sources takes it for one.
const EXAMPLE = `https://hooks.slack.com/services/${['T000', 'B000', 'XXXX'].join('/')}`;
const NEED =
  'I need the address of an incoming webhook: Slack gives one under Apps, Incoming Webhooks.';

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: its words for what will not mend itself. */
const RULING: Ruling = {
  service: 'Slack',
  dead: new Set([403, 404, 410]),
  refused: (_reply, outcome) =>
    outcome.kind === 'rejected' && outcome.channelDead
      ? { ...outcome, why: 'Slack no longer takes messages by this webhook: it was removed there' }
      : outcome,
};

/** A Slack channel by its incoming webhook, or what understands the same. */
export function slackChannel({ config, outbound }: Needs): OutsideChannel {
  const { slackUrl, outboundAllow } = config;
  return defineChannel({
    name: 'slack',
    says: 'a Slack channel, by its incoming webhook',
    example: `slack ${EXAMPLE}`,
    knowsRepeats: false,
    target,
    ofInstallation: slackUrl === undefined ? undefined : { url: slackUrl },

    read: (text) => readHook(text, { allow: outboundAllow, need: NEED, problemOfPath }),

    label({ url }) {
      const { hostname, pathname } = new URL(url);
      return `webhook ${tailOf(pathname.split('/').at(-1) ?? '')} at ${hostname}`;
    },

    send({ url }, parcel: Parcel, signal): Promise<Outcome> {
      const asking = wireTo(url, slackUrl, outbound).ask({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(slackText(parcel)),
        signal,
      });
      return outcomeOfAsking(asking, RULING, ({ body }) =>
        body.trim() === 'ok'
          ? { kind: 'sent', messageId: parcel.key }
          : { kind: 'uncertain', code: 'not ok' },
      );
    },
    // No check: a webhook answers nothing but to a message.
  });
}

function problemOfPath({ pathname, hostname }: URL): string | undefined {
  if (/^\/(?:triggers|workflows)\//.test(pathname))
    return 'It starts a workflow and takes no messages.';
  const isSlacks = /(?:^|\.)slack(?:-gov)?\.com$/.test(hostname);
  if (isSlacks && !/^\/services\/\w+\/\w+\/\w+$/.test(pathname))
    return 'It is no webhook of Slack.';
  return pathname === '/' ? 'There is nothing behind its host.' : undefined;
}
