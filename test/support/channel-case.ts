import type { Outcome, Severity } from '../../src/core/alert.ts';
import type { ChannelConfig } from '../../src/core/channel-config.ts';
import type { Parcel, ParcelAbout, Target } from '../../src/core/ports/channel.ts';
import { instant } from '../../src/core/time.ts';

/** What a service answers. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** An outside channel that talks HTTP, as test/channels/matrix.test.ts tries it against a local server. */
export type ChannelCase = {
  readonly name: string;
  /** What whoever runs the program has set, where that matters; `url` is the local server's root, without a slash. */
  config?(url: string): Partial<ChannelConfig>;
  /** A contact whose messages end at the local server. */
  target(url: string): Target;
  /** What of the target gives access, and may be shown to nobody. */
  secrets(url: string): readonly string[];
  /** What the service says to a message that it took, and the id that the message then has. */
  readonly accepted: Answer;
  readonly messageId: string;
  /** What a 200 with a page of nonsense comes to: `sent` where the service's words of acceptance are not read. */
  readonly garbage: 'uncertain' | 'sent';
  /** Every refusal that means something of its own. The answers that all services share are tried anyway. */
  readonly refusals: readonly Refusal[];
};

export type Refusal = {
  /** Completes "a refusal: …". */
  readonly says: string;
  readonly answer: Answer;
  readonly outcome: Outcome | ReturnType<typeof expectation>;
};

type Loose<T> = T extends unknown ? { [K in keyof T]?: unknown } & { kind: unknown } : never;

/** An outcome of which only some facts matter; the rest may be anything. */
export function expectation(outcome: Loose<Outcome>) {
  return outcome;
}

const NOTHING_SET: ChannelConfig = {
  smtp: undefined,
  mailFrom: undefined,
  alertEmail: undefined,
  pushover: {
    apiRoot: 'http://127.0.0.1:9',
    token: undefined,
    userKey: undefined,
    device: undefined,
  },
  ntfy: { server: 'http://127.0.0.1:9', topic: undefined, token: undefined },
  discordUrl: undefined,
  slackUrl: undefined,
  sns: { topicArn: undefined, region: undefined, endpoint: undefined },
  twilio: {
    apiRoot: 'http://127.0.0.1:9',
    accountSid: undefined,
    authToken: undefined,
    from: undefined,
  },
  outboundAllow: [],
};

export function channelConfig(set: Partial<ChannelConfig> = {}): ChannelConfig {
  return { ...NOTHING_SET, ...set };
}

/** The key of a parcel that was asked for without one. */
export const PARCEL_KEY = 'rule/7/2/NVDA/14/email/1/first';

type ParcelWish = {
  readonly target: unknown;
  readonly key?: string;
  readonly html?: string;
  readonly prefix?: string;
  readonly silent?: boolean;
  readonly keyboard?: Parcel['body']['keyboard'];
  readonly severity?: Severity;
  readonly about?: Partial<ParcelAbout> | 'nothing';
};

/** The first message about an alert of medium severity, unless told otherwise. */
export function parcelOf(wish: ParcelWish): Parcel {
  const {
    target,
    html = '🔔 <b>NVDA crossed above 150.00</b>\nnow 151.20 USD',
    silent = false,
  } = wish;
  return {
    key: wish.key ?? PARCEL_KEY,
    address: 'contact',
    thread: undefined,
    body: { html, keyboard: wish.keyboard ?? [], silent },
    prefix: wish.prefix,
    edits: undefined,
    target,
    about: wish.about === 'nothing' ? undefined : { ...aboutOf(wish.severity), ...wish.about },
  };
}

function aboutOf(severity: Severity = 'medium'): ParcelAbout {
  return {
    ref: 'A7K2',
    instance: 'rule/7/2/NVDA/14',
    ticker: 'NVDA',
    type: 'price',
    severity,
    reason: 'first',
    step: 'first',
    rule: 'NVDA price > 150',
    price: 151.2,
    currency: 'USD',
    quotedAt: instant(1_767_628_790_000),
    firedAt: instant(1_767_628_800_000),
    count: 1,
  };
}
