import type { UserId } from '../core/people.ts';
import type { Store } from '../db/store.ts';

/** More than anybody has accounts. */
const MOST_TRIED = 20;

/** A name that no account of theirs has: `demo`, `demo 2`, `demo 3` … */
export function freeName(store: Pick<Store, 'accounts'>, user: UserId, wished: string): string {
  const names = [wished, ...Array.from({ length: MOST_TRIED }, (_, i) => `${wished} ${i + 2}`)];
  return names.find((name) => store.accounts.byName(user, name) === undefined) ?? wished;
}
