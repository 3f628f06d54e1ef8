import type { Message } from '../core/message.ts';
import type { Place } from '../core/people.ts';
import { renderAlert } from './alert-view.ts';
import type { AppDeps } from './deps.ts';

/** What a change wants said, where the person asked. */
export type Effect = {
  readonly replies: readonly Message[];
  /** Becomes the text and buttons of the message that was acted on. */
  readonly edit?: { readonly deliveryId: number; readonly message: Message } | undefined;
};

/** How an update takes effect: once. */
export function commitApp(deps: Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'defaultZone'>) {
  const { store, outbox, clock } = deps;
  return {
    /**
     * Runs `change`, writes its replies to the outbox and marks the update done, as one transaction.
     *
     * @returns what `change` gave, or undefined when the update took effect before: then nothing runs
     */
    commit<T extends Effect>(update: { id: number; place: Place }, change: () => T): T | undefined {
      const now = clock();
      const committed = store.transact(() =>
        store.inbox.commit(
          update.id,
          () => {
            const effect = change();
            effect.replies.forEach((message, n) => {
              outbox.reply({ id: update.id, n }, { place: update.place, message }, now);
            });
            const { edit } = effect;
            if (edit) {
              const to = { place: update.place, message: edit.message };
              outbox.edit({ deliveryId: edit.deliveryId, key: String(update.id) }, to, now);
            }
            return effect;
          },
          now,
        ),
      );
      return committed?.result;
    },
    /** An alert's message as it should read now. */
    renderAlert: (alertId: number) => renderAlert(deps, alertId, clock()),
  };
}
