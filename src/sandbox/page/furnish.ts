import type { World } from '../telegram/world.ts';

/** The person at the page, whom the bot must know as its owner. */
export const YOU = 1001;
/** Someone else, to see what the bot shows and allows to others. */
export const ANA = 1002;
export const GROUP = -2001;
export const CHANNEL = -1_002_000_000_001;

/** Two people, a group and a channel: enough to try every role and place. Nothing is added to a world with people. */
export function furnish(world: World): void {
  if (world.users().some((user) => !user.isBot)) return;
  world.addUser({ id: YOU, firstName: 'You', username: 'you', languageCode: 'en' });
  world.addUser({ id: ANA, firstName: 'Ana', username: 'ana', languageCode: 'en' });
  for (const id of [YOU, ANA]) {
    world.addChat({ id, kind: 'private', members: [id], bot: 'absent' });
  }
  world.addChat({
    id: GROUP,
    kind: 'group',
    title: 'Trading desk',
    members: [YOU, ANA],
    admins: [YOU],
  });
  world.addChat({
    id: CHANNEL,
    kind: 'channel',
    title: 'Market signals',
    username: 'market_signals',
    members: [YOU, ANA],
    admins: [YOU],
  });
}
