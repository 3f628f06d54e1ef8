import { existsSync, readFileSync } from 'node:fs';
import { InputFile } from 'grammy';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { METHODS } from '../../src/sandbox/telegram/methods.ts';
import { ANN, GROUP, outcomeOf, rawCall, startLab } from '../support/telegram-lab.ts';

const OK = 'accepted';
const key = (callback_data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data }]] });

describe('each limit from both sides', () => {
  test('text: 1 to 4096 units after parsing', async () => {
    const { api, world } = await startLab();
    const send = async (text: string) =>
      outcomeOf(api.sendMessage(ANN, text, { parse_mode: 'HTML' }));
    expect(await send(`<b>${'&lt;'.repeat(4096)}</b>`)).toBe(OK);
    expect(world.violations).toEqual([]);
    expect(await send('x'.repeat(4097))).toBe('400 Bad Request: message is too long');
    expect(await send(`${'🔔'.repeat(2048)}x`)).toBe('400 Bad Request: message is too long');
    expect(await send('')).toBe('400 Bad Request: message text is empty');
    expect(await send('<b> \n </b>')).toBe('400 Bad Request: text must be non-empty');
    expect(world.violations).toHaveLength(4);
    expect(world.violations[0]).toBe('sendMessage: Bad Request: message is too long');
  });

  test('captions: up to 1024 units; pictures must be pictures', async () => {
    const { api } = await startLab();
    const send = async (caption: string, bytes = png(800, 500)) =>
      outcomeOf(api.sendPhoto(ANN, new InputFile(bytes, 'a.png'), { caption }));
    expect(await send('x'.repeat(1024))).toBe(OK);
    expect(await send('')).toBe(OK);
    expect(await send('x'.repeat(1025))).toBe('400 Bad Request: message caption is too long');
    expect(await send('', png(5000, 5000))).toBe(OK);
    expect(await send('', png(5000, 5001))).toBe('400 Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await send('', png(2001, 100))).toBe('400 Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await send('', Buffer.from('GIF?'))).toBe('400 Bad Request: IMAGE_PROCESS_FAILED');
  });

  test('callback data: 1 to 64 bytes, not characters', async () => {
    const { api } = await startLab();
    const send = async (data: string) =>
      outcomeOf(api.sendMessage(ANN, 'x', { reply_markup: key(data) }));
    expect(await send('x'.repeat(64))).toBe(OK);
    expect(await send('é'.repeat(32))).toBe(OK);
    expect(await send('é'.repeat(33))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await send('x'.repeat(65))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await send('')).toBe('400 Bad Request: BUTTON_DATA_INVALID');
  });

  test('keyboards: 100 buttons, 8 in a row', async () => {
    const { api } = await startLab();
    const send = async (rows: number[]) => {
      const inline_keyboard = rows.map((n) =>
        Array.from({ length: n }, () => ({ text: 'x', callback_data: 'x' })),
      );
      return outcomeOf(api.sendMessage(ANN, 'x', { reply_markup: { inline_keyboard } }));
    };
    expect(await send([8])).toBe(OK);
    expect(await send([9])).toBe('400 Bad Request: reply markup is too long');
    expect(await send([...Array.from({ length: 12 }, () => 8), 4])).toBe(OK);
    expect(await send([...Array.from({ length: 12 }, () => 8), 5])).toBe(
      '400 Bad Request: reply markup is too long',
    );
  });

  test('buttons: links, copies and mini apps', async () => {
    const lab = await startLab();
    const send = async (chat_id: number, button: Record<string, unknown>) =>
      rawCall(lab, 'sendMessage', {
        chat_id,
        text: 'x',
        reply_markup: { inline_keyboard: [[button]] },
      });
    expect(await send(ANN, { text: 'x', url: 'https://e.com' })).toBe(OK);
    expect(await send(ANN, { text: 'x', url: 'tg://resolve?domain=x' })).toBe(OK);
    expect(await send(ANN, { text: 'x', url: 'ftp://e.com' })).toMatch(/Unsupported URL protocol/);
    expect(await send(ANN, { text: 'x', copy_text: { text: 'x'.repeat(256) } })).toBe(OK);
    expect(await send(ANN, { text: 'x', copy_text: { text: 'x'.repeat(257) } })).toMatch(/COPY/);
    expect(await send(ANN, { text: 'x', copy_text: { text: '' } })).toMatch(/COPY/);
    expect(await send(ANN, { text: 'x', web_app: { url: 'https://e.com' } })).toBe(OK);
    expect(await send(GROUP, { text: 'x', web_app: { url: 'https://e.com' } })).toMatch(/TYPE/);
    expect(await send(ANN, { text: 'x', callback_data: 'x', style: 'danger' })).toBe(OK);
    expect(await send(ANN, { text: 'x', callback_data: 'x', style: 'pink' })).toMatch(/STYLE/);
    expect(await send(ANN, { text: 'x' })).toMatch(/text buttons are unallowed/);
    expect(await send(ANN, { text: '', callback_data: 'x' })).toMatch(/BUTTON_TEXT_INVALID/);
    expect(await send(ANN, { text: 'x', callback_data: 'x', url: 'https://e.com' })).toMatch(
      /TYPE/,
    );
  });

  test('prompts: a placeholder of 1 to 64', async () => {
    const { api } = await startLab();
    const send = async (input_field_placeholder: string) =>
      outcomeOf(
        api.sendMessage(ANN, 'x', { reply_markup: { force_reply: true, input_field_placeholder } }),
      );
    expect(await send('x'.repeat(64))).toBe(OK);
    expect(await send('x'.repeat(65))).toMatch(/placeholder/);
    expect(await send('')).toMatch(/placeholder/);
  });

  test('commands: 100 of them, plain names of 1 to 32, words of 1 to 256', async () => {
    const { api } = await startLab();
    const set = async (command: string, description: string, n = 1) =>
      outcomeOf(api.setMyCommands(Array.from({ length: n }, () => ({ command, description }))));
    expect(await set('a_1', 'x', 100)).toBe(OK);
    expect(await set('a', 'x', 101)).toBe('400 Bad Request: BOT_COMMANDS_TOO_MUCH');
    expect(await set('x'.repeat(32), 'x'.repeat(256))).toBe(OK);
    expect(await set('x'.repeat(33), 'x')).toBe('400 Bad Request: BOT_COMMAND_INVALID');
    expect(await set('Mute', 'x')).toBe('400 Bad Request: BOT_COMMAND_INVALID');
    expect(await set('a', '')).toBe('400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
    expect(await set('a', 'x'.repeat(257))).toBe(
      '400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
    );
  });

  test('toasts: up to 200', async () => {
    const { api, world } = await startLab();
    const { message_id } = await api.sendMessage(ANN, 'x', { reply_markup: key('go') });
    const pressed = world.press(ANN, ANN, message_id, 'go');
    const [update] = await api.getUpdates();
    const id = update?.callback_query?.id ?? '';
    expect(await outcomeOf(api.answerCallbackQuery(id, { text: 'x'.repeat(201) }))).toBe(
      '400 Bad Request: MESSAGE_TOO_LONG',
    );
    expect(await outcomeOf(api.answerCallbackQuery(id, { text: 'x'.repeat(200) }))).toBe(OK);
    expect((await pressed).toast).toHaveLength(200);
  });
});

test('unescaped text is refused, and what Telegram would swallow is still written down', async () => {
  const { api, world } = await startLab();
  const send = async (text: string) =>
    outcomeOf(api.sendMessage(ANN, text, { parse_mode: 'HTML' }));
  expect(await send('RSI < 30')).toBe(
    '400 Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 4',
  );
  expect(await send('AT&T')).toBe(OK);
  expect(world.violations[1]).toBe('sendMessage: HTML: an & was left unescaped: AT&T');
});

test('a parameter that Telegram does not know is written down', async () => {
  const { api, world, server } = await startLab();
  expect((await fetch(`${server.url}/bot${world.token}/getMe?depth=3`)).status).toBe(200);
  expect(world.violations).toEqual(['getMe: unknown parameter "depth", which Telegram ignores']);
  expect(await outcomeOf(api.getMe())).toBe(OK);
});

// In the client's types, and younger than the description.
const NEWER = ['ephemeral_message_parameters', 'deleteephemeralmessage'];

const specSchema = z.object({
  methods: z.record(
    z.string(),
    z.object({ fields: z.array(z.object({ name: z.string() })).optional() }),
  ),
});

const SPEC = '../shared/telegram-bot-api-spec/api.json';

test.skipIf(!existsSync(SPEC))(
  'every method and parameter served is in the published description (skipped where that file is absent)',
  () => {
    const spec = specSchema.parse(JSON.parse(readFileSync(SPEC, 'utf8')));
    const known = new Map(
      Object.entries(spec.methods).map(([name, { fields = [] }]) => [
        name.toLowerCase(),
        new Set(fields.map((field) => field.name)),
      ]),
    );
    const strangers = [...METHODS].flatMap(([name, { schema }]) => {
      const fields = known.get(name);
      if (!fields) return NEWER.includes(name) ? [] : [name];
      return Object.keys(schema.shape)
        .filter((field) => !fields.has(field) && !NEWER.includes(field))
        .map((field) => `${name}.${field}`);
    });
    expect(strangers).toEqual([]);
  },
);

/** No picture, but the header of one, which is all that is measured. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
