import { expect, test } from 'vitest';
import { aRule, rung } from '../support/alerts.ts';
import { startBot } from '../support/bot.ts';

test('what still holds when a snooze ends is said once, with the price and its age', async () => {
  const lab = await startBot();
  await rung(lab, { text: 'NVDA > 150 note:"<b>"' });
  await lab.ann.sends('/snooze R7K2 1h');
  lab.clock.now += 3_540_000;
  await lab.program.run('tidy');
  await lab.program.parts.deliver.idle();
  const before = lab.world.messages(lab.ann.id).length;
  lab.clock.now += 60_000;
  await lab.program.run('tidy');
  const told = await lab.ann.hears(/snooze is over/);
  expect(told.text).toBe(
    '⏰ The snooze is over, and this still holds:\nR7K2 NVDA > 150 note:"<b>" · $151.00, data 1 h old',
  );
  expect(told.buttons).toEqual(['😴 Snooze again']);
  lab.clock.now += 60_000;
  await lab.program.run('tidy');
  await lab.program.parts.deliver.idle();
  expect(lab.world.messages(lab.ann.id)).toHaveLength(before + 1);
  await lab.ann.presses('😴 Snooze again', { until: /Rule R7K2: for how long/ });
  expect(lab.world.violations).toEqual([]);
});

test('what no longer holds, or was woken by hand, is not mentioned', async () => {
  const lab = await startBot();
  await rung(lab);
  aRule(lab, { code: 'BBBB', text: 'AMD > 1' });
  await lab.ann.sends('/snooze NVDA 1h');
  await lab.trade({ NVDA: 149 });
  const before = lab.world.messages(lab.ann.id).length;
  lab.clock.now += 3_600_000;
  await lab.program.run('tidy');
  await lab.program.parts.deliver.idle();
  expect(lab.world.messages(lab.ann.id)).toHaveLength(before);
});
