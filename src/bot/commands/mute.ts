import { runQuiet } from '../run-quiet.ts';
import { defineCommand, unlessAlone } from '../request.ts';

export const mute = defineCommand({
  name: 'mute',
  says: 'Silence a ticker, a rule, a type or this chat',
  topic: 'quiet',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: ['/mute NVDA 2h', '/mute type:price 8h', '/mute here forever'],
  wizard: 'mute',
  run: (request, app) => runQuiet(request, app, { verb: 'mute', usual: '8h' }),
});
