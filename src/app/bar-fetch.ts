import type { Instant } from '../core/time.ts';
import type { Keeping } from './bar-ledger.ts';
import { firstFrom } from './bar-plan.ts';
import { faultOf, type SeriesFault } from './bar-rest.ts';
import { fail, settle, type Asking, type Outcome, type Step } from './bar-settle.ts';

/** What was asked for, the shallow one of a deep wish, and the whole of one that turned out to be apart. */
const MOST_REQUESTS = 3;

/** Asks for bars until what came can be written down, or cannot be had. */
export async function fetchBars(keeping: Keeping, asking: Asking): Promise<Outcome> {
  const { series } = asking;
  let { plan } = asking;
  let passing: SeriesFault | undefined;
  for (let requests = 0; requests < MOST_REQUESTS; requests++) {
    const at = keeping.clock();
    keeping.ledger.set(series, { triedAt: at });
    const { ticker, timeframe } = series;
    const reply = await keeping.market.bars({ ticker, timeframe, from: plan.from });
    if (reply.kind === 'unknown' || reply.kind === 'failed')
      return fail(keeping, series, { fault: faultOf(reply), at });
    const step: Step =
      reply.kind === 'bars'
        ? settle(keeping, { series, plan }, { reply, at })
        : settleForLess(keeping, { series, plan }, { fault: faultOf(reply), at });
    if (step.kind === 'kept' && passing !== undefined)
      return { kind: 'not so far', fault: passing };
    if (step.kind !== 'ask') return step;
    if (reply.kind === 'too-old' && plan.kind === 'whole') passing = faultOf(reply);
    plan = step.plan;
  }
  return { kind: 'failed' };
}

/** The vendor has nothing so long ago: what it has is taken, and so much is not asked for again. */
function settleForLess(
  keeping: Keeping,
  { series, plan }: Asking,
  { fault, at }: { readonly fault: SeriesFault; readonly at: Instant },
): Step {
  const { store } = keeping;
  const { ticker, timeframe } = series;
  const { reachedFrom } = plan;
  const about = store.bars.about(ticker, timeframe);
  if (plan.kind === 'older' && about !== undefined) {
    store.transact(() => store.bars.bookmark(ticker, timeframe, { ...about, reachedFrom }));
    return { kind: 'not so far', fault };
  }
  const from = firstFrom(timeframe, at);
  if (plan.from >= from) return fail(keeping, series, { fault, at });
  return { kind: 'ask', plan: { kind: 'whole', from, reachedFrom } };
}
