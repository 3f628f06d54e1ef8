import type { ChannelHealth } from './contact.ts';
import type { Check } from './ports/channel.ts';
import type { Instant } from './time.ts';

export type HealthNews =
  /** It worked, and could not be reached twice in a row. */
  | { readonly kind: 'down'; readonly since: Instant; readonly why: string }
  /** It is back, after that was told. */
  | { readonly kind: 'up'; readonly since: Instant };

export type Looked = {
  readonly address: string;
  readonly channel: string;
  readonly check: Check;
  readonly at: Instant;
};

/** What a look at a channel amounts to. One failure is no news yet, and neither is what has never worked. */
export function healthAfter(
  before: ChannelHealth | undefined,
  { address, channel, check, at }: Looked,
): { readonly health: ChannelHealth; readonly news: HealthNews | undefined } {
  const detail = check.isWell ? undefined : check.why;
  const base = { address, channel, isWell: check.isWell, detail, checkedAt: at };
  if (before === undefined) {
    return { health: { ...base, since: check.isWell ? at : undefined }, news: undefined };
  }
  const since = before.isWell === check.isWell ? before.since : at;
  return { health: { ...base, since }, news: newsOf(before, check) };
}

function newsOf(before: ChannelHealth, check: Check): HealthNews | undefined {
  const { since, checkedAt, isWell } = before;
  if (isWell || since === undefined) return undefined;
  const failedTwice = checkedAt > since;
  if (check.isWell) return failedTwice ? { kind: 'up', since } : undefined;
  return failedTwice ? undefined : { kind: 'down', since, why: check.why };
}
