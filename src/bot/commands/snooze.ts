import { html } from '../../core/html.ts';
import { runQuiet } from '../run-quiet.ts';
import { defineCommand, unlessAlone } from '../request.ts';
import { quietList } from '../views/quiet.ts';

export const snooze = defineCommand({
  name: 'snooze',
  says: 'Quiet a rule or a ticker for a while; alone, what is snoozed',
  topic: 'quiet',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: [
    '/snooze',
    '/snooze NVDA 2h',
    '/snooze NVDA until <140',
    '/snooze NVDA until rsi14@1h > 40',
    '/snooze NVDA until bar',
    '/snooze NVDA tomorrow',
  ],
  guide: html`<b>Until when</b>: <code>2h</code> · <code>15:30</code> · <code>fri</code> (its first
    opening) · <code>close</code> · <code>open</code> · <code>tomorrow</code> ·
    <code>bar</code> (the close of the rule’s next bar) · any condition of the rule language about
    its ticker, for 30 days at most.`,
  run(request, app) {
    if (request.args === '') {
      const reading = { zone: app.quiet.zoneOf(request.actor), now: request.now };
      return () => quietList(app.quiet.list(request.actor), { ...reading, only: 'snooze' });
    }
    return runQuiet(request, app, { verb: 'snooze', usual: '1h' });
  },
});
