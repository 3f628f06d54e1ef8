import { userId, type ChatId, type UserId } from '../core/people.ts';
import { findPack, guardPack, PACKS, packRules, type Pack } from '../rules/packs.ts';
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
    /** Tickers of what a person holds, for the pack that is about that. */
    held: (user: UserId): readonly string[] => [
      ...new Set(deps.store.positions.ofUser(user).flatMap(({ ticker }) => ticker ?? [])),
    ],
    /** @param targets tickers, `@list` or `*` */
    draft: (pack: Pack, targets: readonly string[], chat: ChatId): Promise<readonly BatchDraft[]> =>
      batches.draft(packRules(ofChat(deps, pack, chat), targets), chat),
    make: (drafts: readonly BatchDraft[], doing: Doing): Batch => batches.make(drafts, doing),
    unmake: batches.unmake,
  };
}

/** With the periods by which the person of a private chat looks at their book. */
function ofChat({ store }: AppDeps, pack: Pack, chat: ChatId): Pack {
  if (pack.name !== guardPack().name) return pack;
  const { sma, macd } = store.books.get(userId(chat));
  return guardPack(sma, macd);
}
