import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Api } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { seededFaults, type Fault } from '../../src/sandbox/telegram/faults.ts';
import { openLedger, readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { ANN, BEN, CHANNEL, GROUP, outcomeOf, startLab } from '../support/telegram-lab.ts';

describe('places that close their doors', () => {
  test('a group that became a supergroup points to its new id', async () => {
    const { api, world } = await startLab();
    const newId = world.migrate(GROUP);
    const updates = (await api.getUpdates()).map(({ message }) => message);
    expect(updates[0]).toMatchObject({ chat: { id: GROUP }, migrate_to_chat_id: newId });
    expect(updates[1]).toMatchObject({
      chat: { id: newId, type: 'supergroup' },
      migrate_from_chat_id: GROUP,
    });
    await expect(api.sendMessage(GROUP, 'x')).rejects.toMatchObject({
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: newId },
    });
    expect((await api.sendMessage(newId, 'x')).chat.id).toBe(newId);
  });

  test('blocked, never started, kicked, unknown', async () => {
    const { api, world } = await startLab();
    world.block(ANN);
    world.kick(GROUP);
    world.setBotStanding(CHANNEL, ANN, 'left');
    const send = async (chat: number) => outcomeOf(api.sendMessage(chat, 'x'));
    expect(await send(ANN)).toBe('403 Forbidden: bot was blocked by the user');
    expect(await send(BEN)).toBe("403 Forbidden: bot can't initiate conversation with a user");
    expect(await send(GROUP)).toBe('403 Forbidden: bot was kicked from the group chat');
    expect(await send(CHANNEL)).toBe('403 Forbidden: bot is not a member of the channel chat');
    expect(await send(31_337)).toBe('400 Bad Request: chat not found');
    expect((await api.getUpdates())[0]?.my_chat_member?.new_chat_member.status).toBe('kicked');
    world.unblock(ANN);
    world.addBotTo(GROUP, BEN);
    expect([await send(ANN), await send(GROUP)]).toEqual(['accepted', 'accepted']);
    expect(world.violations).toEqual([]);
  });

  test('asking about chats and members', async () => {
    const { api, world } = await startLab();
    expect((await api.getChatMember(GROUP, ANN)).status).toBe('administrator');
    expect((await api.getChatMember(GROUP, world.bot.id)).status).toBe('member');
    expect(await api.getChatAdministrators(GROUP)).toHaveLength(1);
    expect(await api.getChatMemberCount(GROUP)).toBe(3);
    expect((await api.getChat(ANN)).type).toBe('private');
    expect(await api.leaveChat(GROUP)).toBe(true);
    expect(await outcomeOf(api.getChat(GROUP))).toMatch(/^403/);
  });
});

describe('faults on demand', () => {
  const cases: readonly (readonly [Fault, string, number])[] = [
    [{ kind: 'too-many', retryAfterSeconds: 7 }, '429 Too Many Requests: retry after 7', 0],
    [{ kind: 'server-error', status: 502, body: 'html' }, 'cut', 0],
    [{ kind: 'server-error', status: 500, body: 'json' }, '500 Internal Server Error', 0],
    [
      { kind: 'server-error', status: 504, body: 'json', isAccepted: true },
      '504 Internal Server Error',
      1,
    ],
    [{ kind: 'cut-before' }, 'cut', 0],
    [{ kind: 'cut-after' }, 'cut', 1],
    [{ kind: 'delay', ms: 5 }, 'accepted', 1],
    [
      { kind: 'refuse', code: 403, description: 'Forbidden: user is deactivated' },
      '403 Forbidden: user is deactivated',
      0,
    ],
  ];

  test.each(cases)('%o', async (fault, outcome, arrived) => {
    const { api, world, server } = await startLab({ faults: () => fault });
    expect(await outcomeOf(api.sendMessage(ANN, 'x'))).toBe(outcome);
    expect(world.messages(ANN)).toHaveLength(arrived);
    expect(server.counts.faults.get(fault.kind)).toBe(1);
    server.setFaults(undefined);
    expect(await outcomeOf(api.sendMessage(ANN, 'x'))).toBe('accepted');
  });

  test('seeded faults strike the same calls again, in about the asked share', () => {
    const draw = () => {
      const faults = seededFaults({ seed: 5, rate429: 0.1, cutAfter: 0.1 });
      return Array.from(
        { length: 2_000 },
        (_, n) => faults({ method: 'sendMessage', params: {}, n })?.kind,
      );
    };
    expect(draw()).toEqual(draw());
    const struck = draw().filter((kind) => kind !== undefined).length;
    expect(struck).toBeGreaterThan(320);
    expect(struck).toBeLessThan(480);
    const spared = seededFaults({ seed: 5, rate429: 1 });
    expect(spared({ method: 'getUpdates', params: {}, n: 1 })).toBeUndefined();
  });

  test('published speeds are enforced when asked for', async () => {
    const { api, server, clock } = await startLab();
    server.enforceRates(true);
    const send = async (chat: number) => outcomeOf(api.sendMessage(chat, 'x'));
    expect([await send(ANN), await send(ANN), await send(ANN)]).toEqual(Array(3).fill('accepted'));
    expect(await send(ANN)).toBe('429 Too Many Requests: retry after 1');
    clock.now += 1_000;
    expect(await send(ANN)).toBe('accepted');
    for (let i = 0; i < 20; i++) {
      clock.now += 1_000;
      await send(GROUP);
    }
    const afterTwenty: string[] = [];
    for (let i = 0; i < 12; i++) {
      clock.now += 1_000;
      afterTwenty.push(await send(GROUP));
    }
    expect(afterTwenty.filter((outcome) => outcome !== 'accepted').length).toBeGreaterThan(1);
    server.enforceRates(false);
    expect(await send(GROUP)).toBe('accepted');
  });
});

describe('the ledger', () => {
  test('has every accepted send and edit, cut replies too, and survives half a line', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'ledger.jsonl');
    const { api, server } = await startLab({ ledger: openLedger(path) });
    const keyboard = { inline_keyboard: [[{ text: 'Ack', callback_data: 'a1:ack:R7K2' }]] };
    const { message_id } = await api.sendMessage(ANN, 'one', { reply_markup: keyboard });
    await api.editMessageText(ANN, message_id, 'two');
    server.setFaults(() => ({ kind: 'cut-after' }));
    await outcomeOf(api.sendMessage(ANN, 'three'));
    server.setFaults(() => ({ kind: 'cut-before' }));
    await outcomeOf(api.sendMessage(ANN, 'never'));
    expect(readLedger(path).map(({ n, method, text }) => [n, method, text])).toEqual([
      [1, 'sendMessage', 'one'],
      [2, 'editMessageText', 'two'],
      [3, 'sendMessage', 'three'],
    ]);
    expect(readLedger(path)[0]).toMatchObject({ chat: ANN, data: ['a1:ack:R7K2'] });
    appendFileSync(path, '{"n":4,"met');
    openLedger(path).append({ at: 0, method: 'x', chat: 1, message: 1, text: '', data: [] });
    expect(readLedger(path).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });
});

test('as a process of its own it is steered over HTTP and keeps its ledger', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'ledger.jsonl');
  const child = spawn(
    process.execPath,
    ['test/support/telegram-process.ts', '--ledger', path, '--seed', '3', '--cut', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [started]: unknown[] = await once(child.stdout, 'data');
  const { url, token } = z
    .object({ url: z.string(), token: z.string() })
    .parse(JSON.parse(String(started)));
  const control = async (what: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/control/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const api = new Api(token, { apiRoot: url });
  await control('person', { id: ANN, name: 'Ann' });
  expect(await control('say', { user: ANN, chat: ANN, text: '/start' })).toBe(1);
  const [start] = await api.getUpdates();
  expect(start?.message?.text).toBe('/start');
  const keyboard = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };
  const { message_id: message } = await api.sendMessage(ANN, 'hi', { reply_markup: keyboard });
  const pressed = control('press', { user: ANN, chat: ANN, message, which: 'Go' });
  const [update] = await api.getUpdates({ offset: (start?.update_id ?? 0) + 1, timeout: 5 });
  await api.answerCallbackQuery(update?.callback_query?.id ?? '', { text: 'gone' });
  expect(await pressed).toEqual({ answered: true, toast: 'gone' });
  await control('faults', { seed: 1, cutAfter: 1 });
  expect(await outcomeOf(api.sendMessage(ANN, 'cut'))).toBe('cut');
  expect(await control('messages', { chat: ANN })).toHaveLength(3);
  expect(await control('violations', {})).toEqual([]);
  expect(readLedger(path).map(({ text }) => text)).toEqual(['hi', 'cut']);
});
