import type { Intent } from '../../../src/core/intent.ts';
import { MINUTE_MS, SECOND_MS, type Instant } from '../../../src/core/time.ts';
import type { Store } from '../../../src/db/store.ts';
import type { Desk } from './desk.ts';

type Evidence = {
  readonly store: Store;
  readonly desk: Desk;
  readonly held: number;
  readonly halts: readonly Instant[];
  readonly intents: readonly Intent[];
  readonly byHand: boolean;
};

const GRAIN = 1e-9;
const PROMISED_MS = 5 * MINUTE_MS;

/** Holds the broker's own books against the program's. */
export function wrongs(evidence: Evidence): readonly string[] {
  return [
    ...tooManyPosts(evidence),
    ...tooMuchSold(evidence),
    ...invented(evidence),
    ...slowDoubts(evidence),
    ...wrongEnds(evidence),
    ...unannounced(evidence),
    ...afterHalt(evidence),
  ];
}

function tooManyPosts({ desk }: Evidence): readonly string[] {
  const counts = new Map<number, number>();
  for (const { intent } of desk.posts) counts.set(intent, (counts.get(intent) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([intent, count]) => `S${intent} was asked for ${count} times`);
}

function tooMuchSold({ desk, held }: Evidence): readonly string[] {
  const sold = desk.booked.reduce((sum, { filled }) => sum + filled, 0);
  return sold > held + GRAIN ? [`${sold} were sold of ${held}`] : [];
}

/** Every order at the broker is one that a decision asked for, of that size. */
function invented({ desk, intents }: Evidence): readonly string[] {
  const known = new Map(intents.map((one) => [one.id, one]));
  return desk.posts.flatMap(({ intent, quantity }) => {
    const found = known.get(intent);
    if (found === undefined || found.postCount !== 1) return [`a request of nobody: S${intent}`];
    return quantity > found.quantity + GRAIN
      ? [`S${intent} asked for ${quantity} instead of ${found.quantity}`]
      : [];
  });
}

function slowDoubts({ store, intents }: Evidence): readonly string[] {
  return intents.flatMap(({ id }) => {
    const steps = store.intents.steps(id);
    const from = steps.find(({ state }) => state === 'unknown')?.at;
    if (from === undefined) return [];
    const end = steps.find(({ state }) =>
      ['accepted', 'absent_proven', 'needs_human'].includes(state),
    );
    return end !== undefined && end.at - from <= PROMISED_MS
      ? []
      : [`S${id} was in doubt for ${((end?.at ?? NaN) - from) / SECOND_MS} s`];
  });
}

/** What is called sold is sold, what is called absent is not there, and what was called off was never asked for. */
function wrongEnds({ desk, intents }: Evidence): readonly string[] {
  return intents.flatMap(({ id, state, filled }) => {
    const orders = desk.booked.filter(({ intent }) => intent === id);
    const sold = orders.reduce((sum, order) => sum + order.filled, 0);
    const isAsked = desk.posts.some(({ intent }) => intent === id);
    if (state === 'filled' && Math.abs(sold - filled) > GRAIN)
      return [`S${id} says ${filled} are sold, and ${sold} are`];
    if (state === 'absent_proven' && orders.length > 0) return [`S${id} is not absent`];
    if (state === 'rejected' && sold > 0) return [`S${id} was not rejected`];
    if (['void', 'shadowed', 'draft', 'awaiting_confirm', 'armed'].includes(state) && isAsked)
      return [`S${id} is ${state} and was asked for`];
    return [];
  });
}

/** What is sold without asking is sold half a minute after word of it had arrived, never before. */
function unannounced({ store, desk, intents }: Evidence): readonly string[] {
  return intents.flatMap(({ id, mode }) => {
    const post = desk.posts.find(({ intent }) => intent === id);
    if (mode !== 'auto' || post === undefined) return [];
    const sentAt = store.intents.card(id)?.sentAt;
    const noticedAt = sentAt ?? Infinity;
    const isLoud = store.intents.get(id)?.state === 'needs_human';
    return isLoud || post.at - noticedAt >= 30 * SECOND_MS
      ? []
      : [`S${id} was sold ${(post.at - noticedAt) / SECOND_MS} s after word of it`];
  });
}

function afterHalt({ store, halts, intents }: Evidence): readonly string[] {
  const [haltedAt] = halts;
  if (haltedAt === undefined) return [];
  return intents.flatMap(({ id, submittedAt }) => {
    const at = store.intents.steps(id).find(({ state }) => state === 'submitting')?.at;
    return (at ?? submittedAt ?? 0) > haltedAt ? [`S${id} was sent after the halt`] : [];
  });
}
