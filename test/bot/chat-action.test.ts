import { afterEach, describe, expect, test, vi } from 'vitest';
import { whileWorking } from '../../src/bot/chat-action.ts';
import { FORUM, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { linked } from '../support/alerts.ts';
import { MARKET } from '../support/market.ts';

function typings(lab: BotLab): number[] {
  const chats: number[] = [];
  lab.world.onChange((change) => {
    if (change.kind === 'action') chats.push(change.chat);
  });
  return chats;
}

test('an answer that takes longer than a second is announced as being typed', async () => {
  const lab = await startBot({ quotes: MARKET });
  const seen = typings(lab);
  lab.yahoo.setTrouble('slow');
  const answer = await lab.ann.sends('/watch AMD');
  expect(answer.text).toContain('AMD');
  expect(seen).toEqual([OWNER]);
});

test('in a topic too, and a refusal of it disturbs nothing', async () => {
  const lab = await startBot({ quotes: MARKET });
  linked(lab, FORUM);
  const thread = lab.world.addTopic(FORUM, 'Chips');
  const asked: unknown[] = [];
  lab.telegram.setFaults(({ method, params }) => {
    if (method !== 'sendChatAction') return undefined;
    asked.push(params);
    return { kind: 'refuse', code: 400, description: 'Bad Request: no' };
  });
  lab.yahoo.setTrouble('slow');
  const answer = await lab.ann.sends('/watch AMD', { in: FORUM, thread });
  expect(answer.text).toContain('AMD');
  expect(asked).toEqual([{ chat_id: FORUM, action: 'typing', message_thread_id: thread }]);
  expect(lab.complaints).toEqual([]);
});

test('a quick answer is not', async () => {
  const lab = await startBot({ quotes: MARKET });
  const seen = typings(lab);
  await lab.ann.sends('/watch AMD');
  await lab.ann.quiet(1_200);
  expect(seen).toEqual([]);
});

describe('how often', () => {
  afterEach(() => void vi.useRealTimers());

  test('after one second and every five, at most six times; never after the end', async () => {
    vi.useFakeTimers();
    const shown: number[] = [];
    const begun = Date.now();
    const work = Promise.withResolvers<string>();
    const worked = whileWorking(work.promise, () => {
      shown.push(Date.now() - begun);
      return Promise.reject(new Error('of no concern'));
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown).toEqual([1_000, 6_000, 11_000, 16_000, 21_000, 26_000]);
    work.resolve('done');
    expect(await worked).toBe('done');

    const failing = whileWorking(Promise.reject(new Error('broken')), () => Promise.resolve());
    await expect(failing).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });
});
