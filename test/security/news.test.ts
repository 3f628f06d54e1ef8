import { expect, test } from 'vitest';
import { GROUP, OWNER, startBot } from '../support/bot.ts';

const EVE = 303;

async function twoOwners() {
  const lab = await startBot({ env: { OWNER_IDS: `${OWNER},${EVE}` } });
  const eve = lab.meet({ id: EVE, name: 'Eve' });
  await eve.sends('/id');
  await lab.ann.sends('/id');
  return { ...lab, eve };
}

test('a role that one owner changes is told to the others, and not to themselves', async () => {
  const { ann, eve, meet } = await twoOwners();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/id');
  await ann.sends('/users 202');
  await ann.presses('Trader', { until: /Trader: may/ });
  expect((await eve.hears(/🔑/)).text).toBe(
    '🔑 Bo (202): viewer → trader, by Ann. /users shows everybody.',
  );
  await ann.presses('Revoke', { until: /kept out/ });
  expect((await eve.hears(/no access/)).text).toMatch(/Bo \(202\): trader → no access, by Ann/);
  await ann.quiet(100);
});

test('a group that is linked in the group is told to every owner in private', async () => {
  const { ann, eve } = await twoOwners();
  await ann.sends('/link', { in: GROUP });
  for (const owner of [ann, eve])
    expect((await owner.hears(/one of my places/)).text).toBe(
      '🔗 Ann has made Desk one of my places.',
    );
});

test('that somebody erased themselves is told without their name', async () => {
  const { ann, meet } = await twoOwners();
  const bo = meet({ id: 20_202_020, name: 'Bobinski', role: 'trader' });
  await bo.sends('/forget everything');
  const { text } = await ann.hears(/erased themselves/);
  expect(text).toMatch(/Somebody with the trader role has erased themselves/);
  expect(text).not.toMatch(/Bobinski|20202020/);
});
