import { Bot, InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { person } from '../support/person.ts';
import {
  ANN,
  BEN,
  CHANNEL,
  FORUM,
  GROUP,
  outcomeOf,
  startLab,
  type Lab,
} from '../support/telegram-lab.ts';

const NOT_MODIFIED = /^400 Bad Request: message is not modified/;

describe('updates', () => {
  test('a long poll answers at the first news, and an offset forgets what is below it', async () => {
    const { api, world } = await startLab();
    const waiting = api.getUpdates({ timeout: 10 });
    world.say(ANN, ANN, '/start now');
    const [first] = await waiting;
    expect(first?.message).toMatchObject({
      text: '/start now',
      from: { id: ANN, is_bot: false, username: 'ann' },
      chat: { id: ANN, type: 'private' },
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
    world.say(ANN, ANN, 'two');
    expect(await api.getUpdates()).toHaveLength(2);
    expect(await api.getUpdates({ limit: 1 })).toHaveLength(1);
    const offset = (first?.update_id ?? 0) + 1;
    expect((await api.getUpdates({ offset })).map((each) => each.message?.text)).toEqual(['two']);
    expect(await api.getUpdates({ offset: offset + 1 })).toEqual([]);
    expect(world.pendingUpdates()).toBe(0);
  });

  test('a second poll throws the first one out', async () => {
    const { api } = await startLab();
    const first = outcomeOf(api.getUpdates({ timeout: 10 }));
    await api.getMe();
    const second = api.getUpdates({ timeout: 1 });
    expect(await first).toMatch(/^409 Conflict: terminated by other getUpdates request/);
    expect(await second).toEqual([]);
  });

  test('a poll whose client went away uses nothing up', async () => {
    const { api, server, world } = await startLab();
    const gone = new AbortController();
    const url = `${server.url}/bot${world.token}/getUpdates?timeout=10`;
    const poll = fetch(url, { signal: gone.signal }).catch(() => 'gone');
    await api.getMe();
    gone.abort();
    expect(await poll).toBe('gone');
    await api.getMe();
    world.say(ANN, ANN, 'still here');
    expect((await api.getUpdates())[0]?.message?.text).toBe('still here');
  });

  test('ids can repeat and run backwards', async () => {
    const { api, world } = await startLab({ firstUpdateId: 1_000 });
    world.say(ANN, ANN, 'one');
    const [first] = await api.getUpdates();
    expect(first?.update_id).toBe(1_000);
    world.inject({ ...first, update_id: 1_000 });
    world.inject({ ...first, update_id: 7 });
    const again = await api.getUpdates({ offset: 1_001 });
    expect(again.map((each) => each.update_id)).toEqual([1_000, 7]);
    expect(await api.getUpdates({ offset: 1_001 })).toEqual([]);
  });

  test('chat_member comes only to those who ask for it', async () => {
    const { api, world } = await startLab();
    world.setStanding(GROUP, BEN, 'left');
    expect(await api.getUpdates({ allowed_updates: ['message', 'chat_member'] })).toEqual([]);
    world.setStanding(GROUP, BEN, 'member');
    world.block(ANN);
    const kinds = (await api.getUpdates()).map((update) => Object.keys(update)[1]);
    expect(kinds).toEqual(['chat_member']);
  });
});

describe('what people do', () => {
  test('edits, forwards, anonymous admins and channels keep their shapes', async () => {
    const { api, world } = await startLab();
    const id = world.say(ANN, ANN, 'teh');
    world.edit(ANN, ANN, id, 'the');
    world.say(ANN, ANN, 'look', { forwardFrom: BEN });
    world.say(ANN, GROUP, '/halt', { anonymousAdmin: true });
    world.say(ANN, GROUP, '/halt', { viaChannel: CHANNEL });
    world.postAsChannel(CHANNEL, '/halt');
    const updates = await api.getUpdates();
    expect(updates[1]?.edited_message).toMatchObject({ message_id: id, text: 'the' });
    expect(updates[2]?.message?.forward_origin).toMatchObject({ sender_user: { id: BEN } });
    expect(updates[3]?.message).toMatchObject({
      from: { id: 1_087_968_824 },
      sender_chat: { id: GROUP },
    });
    expect(updates[4]?.message).toMatchObject({
      from: { id: 136_817_688 },
      sender_chat: { id: CHANNEL },
    });
    expect(updates[5]?.channel_post).toMatchObject({ text: '/halt', sender_chat: { id: CHANNEL } });
    expect(updates[5]?.channel_post).not.toHaveProperty('from');
  });

  test('in privacy mode a group’s talk is not for the bot, its commands and replies are', async () => {
    const { api, world } = await startLab();
    const ours = await api.sendMessage(GROUP, 'Which ticker?');
    world.say(ANN, GROUP, 'just talking');
    world.say(ANN, GROUP, '/mute@somebody_else_bot');
    world.say(ANN, GROUP, '/mute@Bellwether_bot');
    world.say(ANN, GROUP, 'NVDA', { replyTo: ours.message_id });
    world.setBotStanding(GROUP, ANN, 'administrator');
    world.say(ANN, GROUP, 'now heard');
    const texts = (await api.getUpdates()).map((update) => update.message?.text);
    expect(texts).toEqual(['/mute@Bellwether_bot', 'NVDA', undefined, 'now heard']);
  });

  test('a press may come from a message that is gone', async () => {
    const { api, world } = await startLab();
    const pressed = world.forge(ANN, ANN, 4_711, 'a1:ack:OLD');
    const [update] = await api.getUpdates();
    expect(update?.callback_query).toMatchObject({
      data: 'a1:ack:OLD',
      message: { message_id: 4_711, date: 0 },
    });
    await api.answerCallbackQuery(update?.callback_query?.id ?? '', { text: 'Too old' });
    expect(await pressed).toEqual({ answered: true, toast: 'Too old' });
  });

  test('an unanswered press ends with the spinner, and a late answer is refused', async () => {
    const { api, world } = await startLab({ answerWithinMs: 20 });
    const { answered } = await world.forge(ANN, ANN, 1, 'x');
    expect(answered).toBe(false);
    const [update] = await api.getUpdates();
    expect(await outcomeOf(api.answerCallbackQuery(update?.callback_query?.id ?? ''))).toMatch(
      /^400 Bad Request: query is too old and response timeout expired/,
    );
  });
});

describe('edits', () => {
  const keyboard = { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] };

  test('what changes is stored; what does not is refused; buttons not repeated vanish', async () => {
    const { api, world } = await startLab();
    const { message_id: id } = await api.sendMessage(ANN, 'a', { reply_markup: keyboard });
    expect(await outcomeOf(api.editMessageText(ANN, id, 'a', { reply_markup: keyboard }))).toMatch(
      NOT_MODIFIED,
    );
    expect(await outcomeOf(api.editMessageText(ANN, id, 'a'))).toBe('accepted');
    expect(world.messages(ANN).at(-1)).toMatchObject({ text: 'a', buttons: [], edited: true });
    expect(await outcomeOf(api.editMessageReplyMarkup(ANN, id))).toMatch(NOT_MODIFIED);
    expect(await outcomeOf(api.editMessageText(ANN, 999, 'b'))).toMatch(
      /message to edit not found/,
    );
    const theirs = world.say(ANN, ANN, 'mine');
    expect(await outcomeOf(api.editMessageText(ANN, theirs, 'b'))).toMatch(/can't be edited/);
    expect(world.violations).toEqual([]);
  });

  test('a message that asked for a reply is frozen', async () => {
    const { api } = await startLab();
    const { message_id: id } = await api.sendMessage(ANN, 'a', {
      reply_markup: { force_reply: true, selective: true },
    });
    expect(await outcomeOf(api.editMessageText(ANN, id, 'b'))).toMatch(/can't be edited/);
  });

  test('photos: caption and picture change, text does not exist', async () => {
    const { api, world } = await startLab();
    const sent = await api.sendPhoto(ANN, new InputFile(PIXEL, 'a.png'), { caption: 'one' });
    expect(sent.photo).toHaveLength(1);
    await api.editMessageCaption(ANN, sent.message_id, {
      caption: '<b>two</b>',
      parse_mode: 'HTML',
    });
    const media = InputMediaBuilder.photo(new InputFile(PIXEL, 'b.png'), { caption: 'three' });
    await api.editMessageMedia(ANN, sent.message_id, media);
    expect(world.messages(ANN)[0]).toMatchObject({ text: 'three', photo: new Uint8Array(PIXEL) });
    expect(await outcomeOf(api.editMessageText(ANN, sent.message_id, 'b'))).toMatch(/no text/);
    const again = await api.sendPhoto(ANN, sent.photo[0]?.file_id ?? '');
    expect(await outcomeOf(api.sendPhoto(ANN, 'made-up'))).toMatch(/wrong file identifier/);
    const csv = await api.sendDocument(ANN, new InputFile(Buffer.from('a,b'), 'history.csv'));
    expect(csv.document.file_name).toBe('history.csv');
    expect(again.message_id).toBeGreaterThan(sent.message_id);
  });

  test('what people attach is fetched by its path, by whoever knows the token', async () => {
    const { api, world, server } = await startLab();
    world.say(ANN, ANN, 'mine', { document: { name: 'a.txt', text: 'NVDA > 150 ±' } });
    const [update] = await api.getUpdates({ offset: -1 });
    const document = update?.message?.document;
    expect(update?.message?.caption).toBe('mine');
    expect(document).toMatchObject({ file_name: 'a.txt', file_size: 13 });
    const { file_path: path } = await api.getFile(document?.file_id ?? '');
    const at = (token: string, what = path) => fetch(`${server.url}/file/bot${token}/${what}`);
    expect(await (await at(world.token)).text()).toBe('NVDA > 150 ±');
    expect((await at('1:wrong')).status).toBe(404);
    expect((await at(world.token, 'documents/none')).status).toBe(404);
    expect(await outcomeOf(api.getFile('none'))).toMatch(/invalid file_id/);
  });

  test('own messages can be deleted for two days', async () => {
    const { api, world, clock } = await startLab();
    const { message_id: id } = await api.sendMessage(ANN, 'a');
    const { message_id: old } = await api.sendMessage(ANN, 'b');
    expect(await api.deleteMessage(ANN, id)).toBe(true);
    clock.now += 48 * 3_600_000;
    expect(await outcomeOf(api.deleteMessage(ANN, old))).toMatch(/can't be deleted/);
    expect(await outcomeOf(api.deleteMessage(ANN, id))).toMatch(/message to delete not found/);
    expect(world.messages(ANN).map(({ text }) => text)).toEqual(['b']);
  });
});

test('replies to what is gone are refused unless the bot allows for it', async () => {
  const { api } = await startLab();
  const reply = { message_id: 999 };
  expect(await outcomeOf(api.sendMessage(ANN, 'x', { reply_parameters: reply }))).toBe(
    '400 Bad Request: message to be replied not found',
  );
  const lenient = { ...reply, allow_sending_without_reply: true };
  expect(await outcomeOf(api.sendMessage(ANN, 'x', { reply_parameters: lenient }))).toBe(
    'accepted',
  );
});

test('each person sees the narrowest menu made for them', async () => {
  const { api, world } = await startLab();
  const menu = (command: string) => [{ command, description: command }];
  await api.setMyCommands(menu('everyone'));
  await api.setMyCommands(menu('private'), { scope: { type: 'all_private_chats' } });
  await api.setMyCommands(menu('groups'), { scope: { type: 'all_group_chats' } });
  await api.setMyCommands(menu('admins'), {
    scope: { type: 'chat_administrators', chat_id: GROUP },
  });
  await api.setMyCommands(menu('ann'), { scope: { type: 'chat', chat_id: ANN } });
  const names = (chat: number, user: number) =>
    world.commandsFor(chat, user).map(({ command }) => command);
  expect([names(ANN, ANN), names(BEN, BEN)]).toEqual([['ann'], ['private']]);
  expect([names(GROUP, ANN), names(GROUP, BEN)]).toEqual([['admins'], ['groups']]);
  await api.deleteMyCommands({ scope: { type: 'chat', chat_id: ANN } });
  expect(names(ANN, ANN)).toEqual(['private']);
  expect(await api.getMyCommands()).toEqual(menu('everyone'));
});

test('wrong tokens, methods and parse modes get their own answers', async () => {
  const { server, world } = await startLab();
  const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
  expect(await status('/bot1:wrong/getMe')).toBe(401);
  expect(await status(`/bot${world.token}/sendTelepathy`)).toBe(404);
  expect(await status('/')).toBe(404);
  expect(await status(`/bot${world.token}/sendMessage?chat_id=${ANN}&text=hi`)).toBe(200);
  const form = new URLSearchParams({ chat_id: String(ANN), text: '*x*', parse_mode: 'MarkdownV2' });
  const post = { method: 'POST', body: form };
  expect((await fetch(`${server.url}/bot${world.token}/sendMessage`, post)).status).toBe(400);
  expect(world.violations).toHaveLength(2);
});

test('an ephemeral message is for one pair of eyes, in groups alone', async () => {
  const { api, world } = await startLab();
  const ann = person(world, { id: ANN, name: 'Ann', patienceMs: 60 });
  const only = { ephemeral_message_parameters: { receiver_user_id: BEN } };
  const sent = await api.sendMessage(GROUP, 'psst', only);
  expect(sent).toMatchObject({ message_id: 0, receiver_user: { id: BEN } });
  await expect(ann.hears(/psst/, { in: GROUP })).rejects.toThrow(/nothing matched/);
  expect(await outcomeOf(api.sendMessage(ANN, 'psst', only))).toMatch(/groups only/);
});

test('an ephemeral message answers a press of its reader only, and may never arrive', async () => {
  const { api, world } = await startLab();
  const sent = await api.sendMessage(GROUP, 'Press', {
    reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
  });
  void world.press(ANN, GROUP, sent.message_id, 'Go');
  const [query = ''] = [...world.state.presses.keys()];
  const alone = (receiver: number) => ({
    ephemeral_message_parameters: { receiver_user_id: receiver, callback_query_id: query },
  });
  expect(await outcomeOf(api.sendMessage(GROUP, 'psst', alone(BEN)))).toMatch(/query is too old/);
  expect(await outcomeOf(api.sendMessage(GROUP, 'psst', alone(ANN)))).toBe('accepted');
  world.goAway(ANN);
  const before = world.messages(GROUP).length;
  expect(await outcomeOf(api.sendMessage(GROUP, 'psst', alone(ANN)))).toBe('accepted');
  expect(world.messages(GROUP)).toHaveLength(before);
  world.setStanding(GROUP, BEN, 'left');
  const only = { ephemeral_message_parameters: { receiver_user_id: BEN } };
  expect(await outcomeOf(api.sendMessage(GROUP, 'psst', only))).toMatch(/user not found/);
});

test('an ephemeral message can be taken back', async () => {
  const { api, world } = await startLab();
  const only = { ephemeral_message_parameters: { receiver_user_id: BEN } };
  const sent = await api.sendMessage(GROUP, 'psst', only);
  await api.raw.deleteEphemeralMessage({
    chat_id: GROUP,
    receiver_user_id: BEN,
    ephemeral_message_id: sent.ephemeral_message_id ?? 0,
  });
  expect(world.messages(GROUP).filter(({ text }) => text === 'psst')).toEqual([]);
});

describe('a whole bot against it', () => {
  test('a person writes, presses, sees the toast and the edit', async () => {
    const { world } = await withBot();
    const ann = person(world, { id: ANN, name: 'Ann' });
    const reply = await ann.sends('/watch NVDA', { in: GROUP });
    expect(reply).toMatchObject({ text: 'Watching NVDA & co', buttons: ['✅ Ack', '🔕 Mute'] });
    expect(reply.html).toBe('Watching <b>NVDA</b> &amp; co');
    const pressed = await ann.presses('✅ Ack', { on: reply.message, until: /Seen/ });
    expect(pressed).toMatchObject({
      answered: true,
      toast: 'Noted',
      message: { text: 'Seen', buttons: [] },
    });
    await ann.quiet(30, { in: GROUP });
    expect(world.violations).toEqual([]);
  });

  test('failing to answer, to say or to keep quiet is told with what was seen instead', async () => {
    const { world } = await withBot();
    const ann = person(world, { id: ANN, name: 'Ann', patienceMs: 60 });
    await expect(ann.sends('hello')).rejects.toThrow(
      /within 60 ms no answer to "hello" in chat 101/,
    );
    const reply = await ann.sends('/watch A');
    await expect(ann.hears(/sunshine/)).rejects.toThrow(/nothing matched \/sunshine\//);
    await expect(ann.presses('Nope', { on: reply })).rejects.toThrow(/its buttons: \[✅ Ack\]/);
    ann.says('/watch B');
    await expect(ann.quiet(60)).rejects.toThrow(/was to keep quiet/);
  });

  async function withBot(): Promise<Lab> {
    const lab = await startLab();
    const bot = new Bot(lab.world.token, { client: { apiRoot: lab.server.url } });
    bot.command('watch', async (ctx) =>
      ctx.reply('Watching <b>NVDA</b> &amp; co', {
        parse_mode: 'HTML',
        reply_markup: new InlineKeyboard().text('✅ Ack', 'ack').text('🔕 Mute', 'mute'),
      }),
    );
    bot.callbackQuery('ack', async (ctx) => {
      await ctx.answerCallbackQuery('Noted');
      await ctx.editMessageText('Seen');
    });
    const running = bot.start();
    onTestFinished(async () => {
      await bot.stop();
      await running;
    });
    return lab;
  }
});

test('topics live in forums, and a plain supergroup’s reply threads are none', async () => {
  const { api, world } = await startLab();
  const thread = world.addTopic(FORUM, 'Alerts');
  const sent = await api.sendMessage(FORUM, 'x', { message_thread_id: thread });
  expect(sent).toMatchObject({ message_thread_id: thread, is_topic_message: true });
  expect(await outcomeOf(api.sendMessage(FORUM, 'x', { message_thread_id: 99 }))).toBe(
    '400 Bad Request: message thread not found',
  );
  world.closeTopic(FORUM, thread);
  expect(await outcomeOf(api.sendMessage(FORUM, 'x', { message_thread_id: thread }))).toBe(
    '400 Bad Request: TOPIC_CLOSED',
  );
  const plain = world.migrate(GROUP);
  const root = await api.sendMessage(plain, 'root');
  world.say(ANN, plain, 'a reply', { replyTo: root.message_id });
  const reply = (await api.getUpdates()).at(-1)?.message;
  expect(reply?.message_thread_id).toBe(root.message_id);
  expect(reply).not.toHaveProperty('is_topic_message');
  const misled = { message_thread_id: root.message_id };
  expect(await outcomeOf(api.sendMessage(plain, 'x', misled))).toMatch(/message thread not found/);
});

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
