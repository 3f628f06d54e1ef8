import type { UserId } from '../core/people.ts';
import type { Store } from '../db/store.ts';

/** In which currency a person's totals are: what they chose, else that of their first account. */
export function bookCurrency(store: Pick<Store, 'books' | 'accounts'>, user: UserId): string {
  return store.books.get(user).currency ?? store.accounts.ofUser(user)[0]?.currency ?? 'USD';
}
