import type { ChatId } from '../core/people.ts';
import { instant } from '../core/time.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';

/** Where in the chat its entries are told, and since when; undefined where they are not. */
export type Told = { readonly thread: number | undefined; readonly since: number } | undefined;

export type ToldChange = { readonly before: Told; readonly after: Told };

type Needs = Pick<AppDeps, 'store' | 'clock'>;

/** Who is told of entries after each close. Writes are called within the commit of the update that asks for them. */
export function subscriptions({ store, clock }: Needs) {
  const chatOf = ({ by }: Doing): ChatId => store.chats.current(by.place.chat);
  const told = (doing: Doing): Told => {
    const found = store.entries.subscription(chatOf(doing));
    return found && { thread: found.place.thread, since: found.since };
  };
  const put = (wish: Told, doing: Doing): ToldChange => {
    const before = told(doing);
    const chat = chatOf(doing);
    if (wish === undefined) store.entries.unsubscribe(chat);
    else store.entries.subscribe({ chat, thread: wish.thread }, instant(wish.since));
    const after = told(doing);
    if (!isSame(before, after)) note(doing, after);
    return { before, after };
  };
  const note = ({ by, updateId }: Doing, after: Told): void => {
    const action = after === undefined ? 'entries-off' : 'entries-on';
    const subject = String(by.place.chat);
    store.audit.add({ user: by.user, action, subject, updateId }, clock());
  };
  return {
    /** Tells this place of entries after each close, from now on. */
    subscribe: (doing: Doing): ToldChange =>
      put({ thread: doing.by.place.thread, since: clock() }, doing),
    unsubscribe: (doing: Doing): ToldChange => put(undefined, doing),
    /** Takes one of these back. @returns undefined when it is no longer as the change left it */
    unsettle({ before, after }: ToldChange, doing: Doing): ToldChange | undefined {
      return isSame(told(doing), after) ? put(before, doing) : undefined;
    },
  };
}

/** Told in the same place, or not at all. */
function isSame(one: Told, other: Told): boolean {
  return (one === undefined) === (other === undefined) && one?.thread === other?.thread;
}
