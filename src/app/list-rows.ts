import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { ListRow } from '../db/lists.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';

/** Rules of the chat about that list, whatever their state. */
export function rulesAbout({ store }: AppDeps, chat: ChatId, name: string): readonly StoredRule[] {
  return store.rules
    .ofChat(chat)
    .filter(({ target }) => target.kind === 'list' && target.name === name);
}

/** Its tickers in one line. */
export function tickersOf(rows: readonly ListRow[]): string {
  return rows.map(({ ticker }) => ticker).join(' ');
}

type Noted = {
  readonly action: string;
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
};

/** Writes down who changed a list. */
export function noteList(
  { store, clock }: AppDeps,
  { by, updateId }: Doing,
  { name, ...what }: Noted,
): void {
  const subject = `${by.place.chat}/@${name}`;
  store.audit.add({ user: by.user, subject, ...what, updateId }, clock());
}
