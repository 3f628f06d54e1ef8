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
  examples: ['/snooze', '/snooze NVDA 2h', '/snooze NVDA close', '/snooze NVDA tomorrow'],
  run(request, app) {
    if (request.args === '') {
      const reading = { zone: app.quiet.zoneOf(request.actor), now: request.now };
      return () => quietList(app.quiet.list(request.actor), { ...reading, only: 'snooze' });
    }
    return runQuiet(request, app, { verb: 'snooze', usual: '1h' });
  },
});
