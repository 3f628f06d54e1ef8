import type { App } from '../../app/app.ts';
import type { Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import type { Message } from '../../core/message.ts';
import { defineCommand } from '../request.ts';
import { haltedMessage, haltNews } from '../views/halt.ts';

type Asked = { readonly actor: Actor; readonly now: Instant };

export const halt = defineCommand({
  name: 'halt',
  aliases: ['panic'],
  says: 'Stop all selling at once, whoever’s it is',
  topic: 'holdings',
  needs: 'member',
  where: ['private', 'group'],
  // Stopping is always cheap: it counts however late it comes.
  changes: 'nothing',
  examples: ['/halt', '/halt the price feed is wrong', '/panic'],
  run: (request, app) => () => haltNow(app, request, request.args),
  buttons: {
    'sell-halt': {
      needs: 'member',
      lasts: true,
      run: (press, app) => () => ({
        messages: [haltNow(app, press, '')],
        toast: 'Selling is halted.',
      }),
    },
  },
});

const LONGEST_REASON = 200;

/** Within the commit: it needs neither prices nor a broker. */
function haltNow(app: App, { actor, now }: Asked, reason: string): Message {
  const said = reason.trim().slice(0, LONGEST_REASON);
  const done = app.selling.halt(actor, said === '' ? undefined : said);
  const { halt: standing, kind } = done;
  if (kind === 'halted') {
    const message = haltNews('halted', { by: actor.name, reason: standing.reason });
    app.selling.tellTraders(actor, { key: `halt/${standing.id}`, message });
  }
  const by = app.access.known(standing.by, standing.by).person?.name ?? actor.name;
  const zone = app.settings.zoneOf(actor.place.chat);
  return haltedMessage(done, { by, zone, now, isPrivate: actor.chatKind === 'private' });
}
