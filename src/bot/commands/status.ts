import type { App } from '../../app/app.ts';
import type { Message } from '../../core/message.ts';
import { defineCommand, type Request } from '../request.ts';
import { haltedText } from '../halted.ts';
import { statusMessage } from '../views/status.ts';

export const status = defineCommand({
  name: 'status',
  aliases: ['st'],
  says: 'How I fare: scans, prices, messages, market, rules',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  examples: ['/status'],
  run: (request, app) => () => statusOf(request, app),
  buttons: {
    status: {
      needs: 'viewer',
      run: (press, app) => () => ({ edit: statusOf(press, app), toast: 'Looked again.' }),
    },
    requeue: {
      needs: 'owner',
      run: (press, app) => () => {
        const isBack = app.status.requeue(Number(press.subject['delivery']));
        const toast = isBack
          ? 'It goes out again now, and cannot be called back.'
          : 'It is no longer among those given up; nothing was changed.';
        return { edit: statusOf(press, app), toast };
      },
    },
  },
});

function statusOf({ actor, now }: Pick<Request, 'actor' | 'now'>, app: App): Message {
  const seesLetters = actor.role === 'owner' && actor.chatKind === 'private';
  const wish = {
    now,
    seesLetters,
    channels: app.contacts.list(actor),
    halted: haltedText(app, { actor, now }),
  };
  return statusMessage(app.status.report(actor.place.chat), wish);
}
