import type { Html } from '../core/html.ts';
import { chatId, type ChatId, type UserId } from '../core/people.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'outbox' | 'clock'>;

/** Something happened about who may do what. */
type News = {
  /** Once per key and owner. */
  readonly key: string;
  readonly text: Html;
  /** Where it was done: who reads there has seen it. */
  readonly seenIn: ChatId;
  /** Whom it was about; they are told in words of their own. */
  readonly about?: UserId;
};

/** Puts a change of permissions before every owner who has not seen it happen in their own chat. */
export function tellOtherOwners({ store, outbox, clock }: Needs, news: News): void {
  for (const { id } of store.people.owners()) {
    const chat = chatId(id);
    if (chat === news.seenIn || id === news.about) continue;
    if (store.chats.get(chat)?.status !== 'active') continue;
    const to = { place: { chat, thread: undefined }, message: { text: news.text } };
    outbox.notice(`${news.key}/${id}`, to, clock());
  }
}
