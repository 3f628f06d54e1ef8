import { expect, test } from 'vitest';
import { CHANNEL, FORUM, GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';

const chat = (id: number) => id as never;

function addRule({ program }: BotLab, place: { chat: number; thread?: number }): number {
  return program.parts.store.rules.add(
    {
      place: { chat: chat(place.chat), thread: place.thread },
      code: 'R7K2',
      text: 'NVDA < 140 note:"mine"',
      target: { kind: 'ticker', ticker: 'NVDA' as never },
      reference: undefined,
      expiresAt: undefined,
      by: OWNER as never,
    },
    1 as never,
  ).id;
}

/** A post of the channel, passed on to the bot in private. */
function forwardPost({ world, clock }: BotLab, by: number): void {
  const date = Math.floor(clock.now / 1000);
  world.inject({
    update_id: 900_000_001,
    message: {
      message_id: 901,
      date,
      from: { id: by, is_bot: false, first_name: 'Somebody' },
      chat: { id: by, type: 'private', first_name: 'Somebody' },
      text: 'Good morning',
      forward_origin: {
        type: 'channel',
        date,
        message_id: 7,
        chat: { id: CHANNEL, type: 'channel', title: 'News' },
      },
    },
  });
}

test('an owner links a group by a word in it; the answer is the test message', async () => {
  const { ann, program, world } = await startBot();
  const before = await ann.sends('/status', { in: GROUP });
  expect(before.text).toMatch(/not linked yet. An owner can send \/link here/);
  const linked = await ann.sends('/link', { in: GROUP });
  expect(linked.text).toMatch(/Desk is linked/);
  expect(linked.text).toMatch(/Privacy mode is on: I see commands and replies/);
  expect((await ann.sends('/link', { in: GROUP })).text).toMatch(/linked already/);
  expect((await ann.sends('/status', { in: GROUP })).text).toMatch(/Rules here/);
  expect(program.parts.store.chats.get(chat(GROUP))?.title).toBe('Desk');
  expect(world.violations).toEqual([]);
});

test('the button that adds the bot to a group links it at once, for an owner alone', async () => {
  const { ann, meet, world, program } = await startBot();
  const guide = await ann.sends('/link');
  expect(guide.text).toMatch(/Nothing is linked yet/);
  expect(guide.message.buttons.flat().map(({ action }) => action)).toEqual([
    { kind: 'url', url: 'https://t.me/bellwether_bot?startgroup=link' },
    {
      kind: 'url',
      url: 'https://t.me/bellwether_bot?startchannel&admin=post_messages',
    },
  ]);
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  world.setStanding(GROUP, bo.id, 'member');
  const refused = await bo.sends('/start@bellwether_bot link', { in: GROUP });
  expect(refused.text).toMatch(/Only an owner can link this group/);
  expect((await bo.sends('/link', { in: GROUP })).text).toMatch(/needs the Owner role/);
  expect(program.parts.store.chats.get(chat(GROUP))).toBeUndefined();
  const linked = await ann.sends('/start@bellwether_bot link', { in: GROUP });
  expect(linked.text).toMatch(/Desk is linked/);
  expect((await ann.sends('/link')).text).toMatch(/Linked so far:\n• Desk \(group, -5001\)/);
});

test('a channel is linked by its id or by a post passed on, and is posted to as a test', async () => {
  const lab = await startBot();
  const { ann, world } = lab;
  const byId = await ann.sends(`/link ${CHANNEL}`);
  expect(byId.text).toMatch(/News is linked. I have posted a test message there/);
  await ann.hears(/Bellwether is linked here/, { in: CHANNEL });
  expect(world.messages(CHANNEL).at(-1)?.text).toMatch(/carry no private notes/);
  forwardPost(lab, OWNER);
  await ann.hears(/News was linked already/);
  expect(world.violations).toEqual([]);
});

test('a post passed on by somebody else links nothing', async () => {
  const lab = await startBot();
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'trader' });
  await bo.sends('/start');
  forwardPost(lab, 202);
  await bo.quiet(150);
  expect(lab.program.parts.store.chats.get(chat(CHANNEL))).toBeUndefined();
});

test('what cannot be linked is said with its reason', async () => {
  const { ann, world, meet } = await startBot();
  meet({ id: 202, name: 'Bo' });
  world.addChat({ id: -777, kind: 'group', title: 'Elsewhere', members: [OWNER], bot: 'left' });
  expect((await ann.sends('/link -777')).text).toMatch(/can’t see -777|may not post there/);
  expect((await ann.sends('/link -100999')).text).toMatch(/can’t see -100999/);
  expect((await ann.sends('/link hello there')).text).toMatch(/neither a @name nor an id/);
  expect((await ann.sends(`/link ${OWNER}`)).text).toMatch(/That is a person/);
  world.setBotStanding(CHANNEL, OWNER, 'left');
  expect((await ann.sends(`/link ${CHANNEL}`)).text).toMatch(/can’t see|may not post/);
  expect(world.violations).toEqual([]);
});

test('in a topic the answer and the alerts stay in the topic', async () => {
  const lab = await startBot({ quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }] });
  const { ann, world, trade } = lab;
  const thread = world.addTopic(FORUM, 'Chips');
  const linked = await ann.sends('/link', { in: FORUM, thread });
  expect(linked.text).toMatch(/in the topic I was asked in/);
  expect(linked.message.thread).toBe(thread);
  expect((await ann.sends('/status', { in: FORUM, thread })).message.thread).toBe(thread);
  addRule(lab, { chat: FORUM, thread });
  await trade({ NVDA: 150 });
  await trade({ NVDA: 139 });
  const alert = world.messages(FORUM).find(({ text }) => text.includes('139'));
  expect(alert?.thread).toBe(thread);
  expect(world.violations).toEqual([]);
});

test('an alert in a channel carries no private note', async () => {
  const lab = await startBot({ quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }] });
  const { ann, world, trade } = lab;
  await ann.sends(`/link ${CHANNEL}`);
  await ann.hears(/linked here/, { in: CHANNEL });
  addRule(lab, { chat: CHANNEL });
  addRule(lab, { chat: OWNER });
  await trade({ NVDA: 150 });
  await trade({ NVDA: 139 });
  const rang = (id: number) =>
    world.messages(id).findLast(({ byBot, text }) => byBot && text.includes('139.00'));
  expect(rang(OWNER)?.text).toContain('“mine”');
  expect(rang(CHANNEL)).toBeDefined();
  expect(rang(CHANNEL)?.text).not.toContain('“mine”');
});

test('when a group becomes a supergroup, its rules, watches and waiting messages go along', async () => {
  const lab = await startBot({ quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }] });
  const { ann, world, trade, program } = lab;
  await ann.sends('/link', { in: GROUP });
  addRule(lab, { chat: GROUP });
  const { store } = program.parts;
  store.watches.add({ chat: chat(GROUP), ticker: 'NVDA' as never, by: OWNER as never }, 1 as never);
  await trade({ NVDA: 150 });
  const moved = world.migrate(GROUP);
  await ann.sends('/status', { in: moved });
  expect(store.chats.get(chat(GROUP))?.status ?? 'gone').toBe('gone');
  expect(store.rules.ofChat(chat(moved))).toHaveLength(1);
  expect(store.watches.ofChat(chat(moved))).toEqual(['NVDA']);
  await trade({ NVDA: 139 });
  expect(world.messages(moved).some(({ text }) => text.includes('139.00'))).toBe(true);
  expect((await ann.presses('✅ Ack', { in: moved })).answered).toBe(true);
  expect(world.violations).toEqual([]);
});

test('news of a supergroup that only a send brings is enough', async () => {
  const lab = await startBot({ quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }] });
  const { ann, world, trade, program, telegram } = lab;
  await ann.sends('/link', { in: GROUP });
  addRule(lab, { chat: GROUP });
  await trade({ NVDA: 150 });
  // The service messages never come: as after a long outage.
  world.setBotStanding(GROUP, OWNER, 'member');
  const heard = world.state.queue.entries.length;
  const moved = world.migrate(GROUP);
  world.state.queue.entries.splice(heard);
  await trade({ NVDA: 139 });
  await program.parts.deliver.idle();
  expect(world.messages(moved).some(({ text }) => text.includes('139.00'))).toBe(true);
  expect(program.parts.store.rules.ofChat(chat(moved))).toHaveLength(1);
  expect(telegram.counts.calls.get('sendMessage')).toBeGreaterThan(1);
});

test('thrown out, the owners hear once, what waited is in /status, and being back mends it', async () => {
  const lab = await startBot({ quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }] });
  const { ann, world, trade, program } = lab;
  await ann.sends('/link', { in: GROUP });
  addRule(lab, { chat: GROUP });
  await trade({ NVDA: 150 });
  // Telegram refuses before the news of the kick has come.
  const group = world.state.chats.get(GROUP);
  if (group) world.state.chats.set(GROUP, { ...group, bot: 'kicked' });
  await trade({ NVDA: 139 });
  const notice = await ann.hears(/Desk.*is out of reach/);
  expect(notice.text).toMatch(/kicked/);
  expect(notice.text).toMatch(/Its rules rest/);
  world.kick(GROUP, OWNER);
  await trade({ NVDA: 138 });
  await ann.quiet(100);
  expect(program.parts.store.rules.live()).toEqual([]);

  const status = await ann.sends('/status');
  expect(status.text).toMatch(/1 given up within a week/);
  expect(status.text).toMatch(/• NVDA #\w+ → Desk, .* \(out of reach\)/);
  world.addBotTo(GROUP, OWNER);
  await ann.sends('/status', { in: GROUP });
  expect(program.parts.store.rules.live()).toHaveLength(1);
  const action = status.message.buttons[0]?.[0]?.action;
  const data = action?.kind === 'callback' ? action.data : '';
  const again = status.buttons.find((label) => label.startsWith('↻')) ?? '';
  const pressed = await ann.presses(again, { on: status, until: /nothing waits|waiting/ });
  expect(pressed.toast).toBe('It goes out again now, and cannot be called back.');
  await program.parts.deliver.idle();
  const rang = world.messages(GROUP).filter(({ text }) => text.includes('139.00'));
  expect(rang).toHaveLength(1);
  const twice = await world.forge(OWNER, OWNER, status.message.id, data);
  expect(twice.toast).toBe('This button has been used already.');
  expect(program.parts.store.census.take(0).unaccounted).toBe(0);
});

test('somebody who blocks the bot is told of once, and rings again when they unblock it', async () => {
  const lab = await startBot();
  const { ann, meet, world, program } = lab;
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  await bo.sends('/start');
  addRule(lab, { chat: 202 });
  world.block(202);
  expect((await ann.hears(/Bo.*is out of reach/)).text).toMatch(/blocked/);
  expect(program.parts.store.rules.live()).toEqual([]);
  world.unblock(202);
  await bo.sends('/help');
  expect(program.parts.store.rules.live()).toHaveLength(1);
});
