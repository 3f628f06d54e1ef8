import type { Message } from '../core/message.ts';
import { chatId, type ChatId, type Place, type UserId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import { renderAlert, renderOver } from './alert-view.ts';
import { renderBundle } from './bundle-view.ts';
import type { AppDeps } from './deps.ts';

/** What a change wants said, where the person asked. */
export type Effect = {
  readonly replies: readonly Message[];
  /** For the private chat of whoever asked, which there is. */
  readonly inPrivate?: readonly Message[] | undefined;
  /** Becomes the text and buttons of the message that was acted on. */
  readonly edit?:
    | {
        readonly deliveryId: number;
        /** The copy that was acted on; the one that is known when left out. */
        readonly messageId?: string | undefined;
        readonly message: Message;
      }
    | undefined;
};

type CommitDeps = Pick<
  AppDeps,
  'store' | 'outbox' | 'clock' | 'calendar' | 'defaultZone' | 'token' | 'botName'
>;

/** How an update takes effect: once. */
export function commitApp(deps: CommitDeps) {
  const { store, outbox, clock } = deps;
  return {
    /**
     * Runs `change`, which audit rows are put down to, writes its replies to the outbox and marks the update done, as one transaction.
     *
     * @returns what `change` gave, or undefined when the update took effect before: then nothing runs. `isUnsaid`: the
     * place is none of ours, or no longer, so that its replies have no outbox
     */
    commit<T extends Effect>(
      update: { id: number; place: Place; by?: UserId | undefined },
      change: () => T,
    ): (T & { readonly isUnsaid: boolean }) | undefined {
      const now = clock();
      const committed = store.transact(() =>
        store.inbox.commit(
          update.id,
          () => {
            const cause = { updateId: update.id, user: update.by };
            const effect = store.audit.causedBy(cause, change);
            const chat = store.chats.current(update.place.chat);
            if (store.chats.get(chat) === undefined) return { ...effect, isUnsaid: true };
            effect.replies.forEach((message, n) => {
              outbox.reply({ id: update.id, n }, { place: update.place, message }, now);
            });
            effect.inPrivate?.forEach((message, i) => {
              const place = { chat: chatId(update.by ?? update.place.chat), thread: undefined };
              outbox.reply(
                { id: update.id, n: effect.replies.length + i },
                { place, message },
                now,
              );
            });
            const { edit } = effect;
            if (edit) {
              const to = { place: update.place, message: edit.message };
              const { deliveryId, messageId } = edit;
              outbox.edit({ deliveryId, key: String(update.id), messageId }, to, now);
            }
            return { ...effect, isUnsaid: false };
          },
          now,
        ),
      );
      return committed?.result;
    },
    /** An alert's message as it should read now in a chat it goes to; in its rule's own when none is given. */
    renderAlert: (alertId: number, now: Instant, chat?: ChatId) =>
      renderAlert(deps, { alertId, chat }, now),
    /** Word that what an alert told of is over. */
    renderOver: (alertId: number, now: Instant, chat: ChatId) =>
      renderOver(deps, { alertId, chat }, now),
    /** A message that carries several alerts. */
    renderBundle: (bundleId: number, now: Instant) =>
      renderBundle(deps, { bundleId, page: undefined }, now),
  };
}
