import type { ChatId } from '../core/people.ts';
import { findPack, PACKS, packRules, type Pack } from '../rules/packs.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { ruleBatches, type Batch, type BatchDraft } from './rule-batch.ts';

export type { Pack } from '../rules/packs.ts';

/** Starter packs: rules that are armed together and are ordinary ones ever after. */
export function packsApp(deps: AppDeps) {
  const batches = ruleBatches(deps);
  return {
    all: PACKS,
    find: findPack,
    /** @param targets tickers, `@list` or `*` */
    draft: (pack: Pack, targets: readonly string[], chat: ChatId): Promise<readonly BatchDraft[]> =>
      batches.draft(packRules(pack, targets), chat),
    make: (drafts: readonly BatchDraft[], doing: Doing): Batch => batches.make(drafts, doing),
    unmake: batches.unmake,
  };
}
