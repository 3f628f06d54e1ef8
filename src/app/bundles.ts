import type { Message } from '../core/message.ts';
import type { Actor } from '../core/people.ts';
import { HOUR_MS, plus } from '../core/time.ts';
import type { AppDeps } from './deps.ts';
import { renderBundle } from './bundle-view.ts';
import { noteQuiet } from './quiet-note.ts';

type Needs = Pick<AppDeps, 'store' | 'clock' | 'defaultZone'>;

const QUIET_MS = 2 * HOUR_MS;

/** What is done about alerts that came in one message. Writes are called within the commit of the update that asks. */
export function bundlesApp(deps: Needs) {
  const { store, clock } = deps;
  return {
    /** The message as it should read now; undefined when its alerts have been erased. */
    view: (bundleId: number, page: number | undefined): Message | undefined =>
      renderBundle(deps, { bundleId, page }, clock()),
    /** Acknowledges all that it carries. @returns how many were news */
    ackAll: (bundleId: number, by: Actor): number =>
      store.alerts.ackBundle(bundleId, by.name, clock()),
    /** Quiet in the chat for two hours. Critical alerts still come. @returns the mute */
    quiet(by: Actor): number {
      const now = clock();
      const chat = store.chats.current(by.place.chat);
      const row = { chat, verb: 'mute', scope: 'chat', subject: '' } as const;
      const until = plus(now, QUIET_MS);
      const wish = { ...row, until, coversCritical: false, createdBy: by.user };
      const id = store.mutes.add(wish, now);
      noteQuiet(deps, 'quiet', id);
      return id;
    },
  };
}
