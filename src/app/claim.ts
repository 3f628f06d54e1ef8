import type { UserId } from '../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { admit, type AccessNeeds, type Stranger } from './access.ts';

const CLAIM_LIVES_MS = 10 * MINUTE_MS;
const MOST_TRIES = 5;
const MOST_GUESSING = 10_000;

/** How a bot without a configured owner finds one: a link that works once, for ten minutes. */
export function claimApp(deps: AccessNeeds) {
  const { store, clock } = deps;
  const wrong = new Map<UserId, number>();
  return {
    /** A one-time code that makes whoever opens its link the owner. @returns undefined when there is an owner */
    open(): { code: string; until: Instant } | undefined {
      if (store.people.owners().length > 0) return undefined;
      // Twice 96 bits: whoever has it owns the bot.
      const code = deps.token() + deps.token();
      wrong.clear();
      const until = plus(clock(), CLAIM_LIVES_MS);
      store.meta.set('claim', `${code} ${until}`);
      return { code, until };
    },
    /** @returns whether the code was right and in time; it works once */
    accept(code: string, by: Stranger): boolean {
      const [expected, until] = (store.meta.get('claim') ?? '').split(' ');
      // Counted for each person, so that nobody can use the tries up for the one who has the link.
      const tries = wrong.get(by.id) ?? 0;
      if (expected === undefined || expected === '' || tries >= MOST_TRIES) return false;
      if (expected !== code) {
        if (wrong.size < MOST_GUESSING) wrong.set(by.id, tries + 1);
        return false;
      }
      if (clock() > Number(until) || store.people.owners().length > 0) return false;
      store.meta.remove('claim');
      admit(deps, by, { role: 'owner', by: by.id });
      store.audit.add(
        { user: by.id, action: 'claim', subject: String(by.id), after: 'owner' },
        clock(),
      );
      return true;
    },
  };
}
