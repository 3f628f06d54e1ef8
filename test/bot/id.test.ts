import { expect, test } from 'vitest';
import { GROUP, OWNER, startBot } from '../support/bot.ts';

test('the ids are told to anyone, also to a stranger', async () => {
  const { meet } = await startBot();
  const bo = meet({ id: 202, name: 'Bo' });
  const reply = await bo.sends('/id');
  expect(reply.text).toContain('You: 202');
});

test('in a group the group’s own id is told', async () => {
  const { ann } = await startBot();
  const reply = await ann.sends('/id', { in: GROUP });
  expect(reply.text).toContain(`Chat: ${GROUP}`);
  expect(reply.text).toContain(`You: ${OWNER}`);
});
