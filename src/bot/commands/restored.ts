import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import { defineCommand, type ButtonHandler } from '../request.ts';
import { decidedMessage, heldMessage, restoredMessage } from '../views/recovery.ts';

type Asked = { readonly actor: Actor; readonly now: Instant };

export const restored = defineCommand({
  name: 'restored',
  says: 'After a restore: what is to become of messages in doubt',
  topic: 'admin',
  needs: 'owner',
  where: ['private'],
  changes: 'nothing',
  examples: ['/restored'],
  isRare: true,
  run: (request, app) => () => card(request, app),
  buttons: {
    restored: { needs: 'owner', run: (press, app) => () => ({ edit: card(press, app) }) },
    'restored-each': {
      needs: 'owner',
      run: (press, app) => () => ({ edit: each(press, app, Number(press.subject['page'])) }),
    },
    'restored-one': {
      needs: 'owner',
      run: (press, app) => () => {
        const { id, page, send } = press.subject;
        const verb = send === true ? 'send' : 'drop';
        const count = app.recovery[verb](press.actor, Number(id));
        const said = verb === 'send' ? 'It goes out now, as a repeat.' : 'It is not sent.';
        return {
          edit: app.recovery.open()
            ? each(press, app, Number(page))
            : decidedMessage({ verb, count }),
          toast: count === 0 ? 'That was decided about already.' : said,
        };
      },
    },
    'restored-send': decideAll('send'),
    'restored-drop': decideAll('drop'),
  },
});

function decideAll(verb: 'send' | 'drop'): ButtonHandler {
  return {
    needs: 'owner',
    run: (press, app) => () => ({
      edit: decidedMessage({ verb, count: app.recovery[verb](press.actor) }),
    }),
  };
}

function card({ actor, now }: Asked, app: App): Message {
  const open = app.recovery.open();
  if (open === undefined)
    return { text: html`🛟 There is nothing to decide: no message waits because of a restore.` };
  return restoredMessage(open, { now, zone: app.recovery.zoneOf(actor) });
}

function each({ actor, now }: Asked, app: App, page: number): Message {
  return heldMessage(app.recovery.page(page), { now, zone: app.recovery.zoneOf(actor) });
}
