import type { QuietRow } from '../../app/quiet.ts';
import { html } from '../../core/html.ts';
import { mayQuiet } from '../quiet-words.ts';
import { defineCommand, unlessAlone } from '../request.ts';
import { NOT_ALLOWED, quietList, unmutedMessage } from '../views/quiet.ts';

export const unmute = defineCommand({
  name: 'unmute',
  isRare: true,
  says: 'End a mute or snooze; alone, all that is silent here',
  topic: 'quiet',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: ['/unmute', '/unmute NVDA', '/unmute all'],
  async run(request, app) {
    const { actor, args, now } = request;
    const reading = { zone: app.quiet.zoneOf(actor), now, only: 'all' } as const;
    if (args === '') return () => quietList(app.quiet.list(actor), reading);
    if (!(await mayQuiet(request, app))) return () => NOT_ALLOWED;
    return () => {
      const live = app.quiet.list(actor);
      const meant = args.toLowerCase() === 'all' ? live : live.filter(isMeant(args));
      if (meant.length > 0) {
        app.quiet.end(meant.map((row) => row.id));
        return unmutedMessage(meant);
      }
      const list = quietList(live, reading);
      return { ...list, text: html`Nothing called ${args} is silent here. ${list.text}` };
    };
  },
});

function isMeant(args: string): (row: QuietRow) => boolean {
  const word = args.toLowerCase().replace(/^\$/, '');
  return ({ scope, subject }) => {
    if (scope === 'chat') return word === 'here';
    return word === subject.toLowerCase() || word === `${scope}:${subject.toLowerCase()}`;
  };
}
