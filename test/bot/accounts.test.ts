import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { userId } from '../../src/core/people.ts';
import { startBot as startLab, GROUP, OWNER, type BotLab } from '../support/bot.ts';
import { startBroker, type AccountSeed, type BrokerOptions } from '../support/broker.ts';
import { keepAccount } from '../support/holding.ts';

const KEY = 'ZFVKUxpHzPiVsxKdOtZdaDJ-demo';
const SECRET = 'very-secret-0123456789-abcdef';
const ACCOUNT: AccountSeed = {
  key: KEY,
  secret: SECRET,
  id: 4711,
  currency: 'EUR',
  holdings: [{ symbol: 'AAPL_US_EQ', quantity: 12, averagePrice: 190.1, price: 200 }],
};

async function aLab(options: BrokerOptions = {}, env: Readonly<Record<string, string>> = {}) {
  const now = Date.UTC(2026, 0, 5, 15, 30);
  let time = { now };
  const clock = (): number => time.now;
  const broker = await startBroker({ accounts: [ACCOUNT], secondMs: 5, clock, ...options });
  onTestFinished(() => broker.close());
  const lab = await startLab({
    now,
    brokerSecondMs: broker.secondMs,
    env: { T212_API_BASE: broker.base, ...env },
  });
  time = lab.clock;
  const scan = async (): Promise<void> => {
    lab.clock.now += 30_000;
    await lab.program.run('positions');
    await lab.program.parts.deliver.idle();
  };
  return { ...lab, broker, scan };
}

/** The broker's limits go by the clock, which stands still unless it is told. */
function afterAWhile(lab: BotLab, text: string) {
  lab.clock.now += 60_000;
  return lab.ann.sends(text);
}

const connect = (lab: BotLab) => afterAWhile(lab, `/accounts add demo ${KEY} ${SECRET}`);

test('/accounts alone says what can be connected, and offers it', async () => {
  const { ann } = await aLab();
  const reply = await ann.sends('/accounts');
  expect(reply.text).toMatch(/^📒 No account of yours is connected\./);
  expect(reply.buttons).toEqual(['➕ Connect Trading 212']);
});

test('connecting one deletes the message with its key, reads it, and can be undone', async () => {
  const lab = await aLab();
  const said = lab.ann.says(`/accounts add demo ${KEY} ${SECRET}`);
  const added = await lab.ann.hears(/Connected/);
  expect(added.text).toBe(
    '✅ Connected: demo · Trading 212, demo · the broker’s number 4711\nI have deleted your message, since it held the key. Here it is kept sealed.\nI read it within half a minute, and tell you what is in it.',
  );
  expect(added.buttons).toEqual(['✏ Rename', '↩ Undo']);
  expect(lab.world.messages(lab.ann.id).some(({ id }) => id === said)).toBe(false);
  await lab.scan();
  const first = await lab.ann.hears(/is read/);
  expect(first.text).toMatch(/^📒 Your account demo is read: 1 position, €/);
  const list = await lab.ann.sends('/accounts');
  expect(list.text).toMatch(
    /^📒 Your accounts\n1\. demo · Trading 212, demo · €[\d,.]+ · 1 position/,
  );
  expect(lab.broker.exceeded).toEqual([]);
});

test('Undo of connecting forgets it again', async () => {
  const lab = await aLab();
  await connect(lab);
  const undone = await lab.ann.presses('↩ Undo', { until: /Undone/ });
  expect(undone.message?.text).toBe('↩ Undone: demo · Trading 212, demo is not connected.');
  expect((await lab.ann.sends('/accounts')).text).toMatch(/^📒 No account of yours/);
});

test('no key lies anywhere in the database, however it was typed', async () => {
  const lab = await aLab();
  await connect(lab);
  await afterAWhile(lab, `/accounts add demo wrong-${KEY} ${SECRET}`);
  await afterAWhile(lab, `/accounts add ${KEY} ${SECRET}`);
  await afterAWhile(lab, `/accounts ${KEY} ${SECRET}`);
  await afterAWhile(lab, `/accounts key ${KEY} ${SECRET}`);
  await afterAWhile(lab, `/accounts key 1 ${KEY} ${SECRET}`);
  await afterAWhile(lab, `/accounts key 1 ${KEY} ${SECRET} more`);
  await lab.ann.sends('/accounts remove 1');
  await lab.ann.sends('/accounts');
  await lab.ann.presses('➕ Connect Trading 212');
  await lab.ann.hears(/Make a key/);
  await afterAWhile(lab, `${KEY}\n${SECRET}`);
  lab.ann.says(`/accounts add demo ${KEY} ${SECRET}`, { in: GROUP });
  await lab.ann.sends('/id');
  const path = lab.program.parts.db.sqlite.name;
  for (const file of [path, `${path}-wal`]) {
    const text = readFileSync(file).toString('latin1');
    expect(text.includes(SECRET) ? `${file} holds the secret` : 'nothing').toBe('nothing');
    expect(text.includes(KEY) ? `${file} holds the key` : 'nothing').toBe('nothing');
  }
  expect(lab.complaints.join('\n')).not.toContain(SECRET);
});

test('a key that the broker refuses is not kept, and nothing of it is said', async () => {
  const lab = await aLab();
  const refused = await lab.ann.sends(`/accounts add demo ${KEY}-wrong ${SECRET}`);
  expect(refused.text).toMatch(/^⚠️ Trading 212 does not open an account with that key: /);
  expect(refused.text).not.toContain(KEY);
  expect(refused.buttons).toEqual(['↻ Try again']);
  expect((await lab.ann.sends('/accounts')).text).toMatch(/^📒 No account/);
  const short = await lab.ann.sends('/accounts add demo abc def');
  expect(short.text).toMatch(/^⚠️ That is no key that I can use\. A key is at least 16/);
});

test('what a key may not do is said when it is connected', async () => {
  const lab = await aLab({ accounts: [{ ...ACCOUNT, lacks: ['orders:execute'] }] });
  expect((await connect(lab)).text).toMatch(
    /This key may not: orders:execute\. So I can show and warn, but not sell\./,
  );
});

test('real money is not connected where the whole program keeps to demonstrations', async () => {
  const lab = await aLab();
  const answer = await lab.ann.sends(`/accounts add live ${KEY} ${SECRET}`);
  expect(answer.text).toMatch(/^⚠️ Accounts with real money cannot be connected here/);
  expect(lab.broker.seen).toEqual([]);
});

test('with T212_MODE=live the wizard asks which, and both can stand side by side', async () => {
  const lab = await aLab({}, { T212_MODE: 'live' });
  await lab.ann.sends('/accounts');
  await lab.ann.presses('➕ Connect Trading 212');
  await lab.ann.presses('Real money', { until: /Make a key/ });
  expect((await lab.ann.sends(`${KEY} ${SECRET}`)).text).toMatch(
    /^✅ Connected: live · Trading 212, real money/,
  );
  expect((await connect(lab)).text).toMatch(/^✅ Connected: demo/);
});

test('the same account is not connected twice', async () => {
  const lab = await aLab();
  await connect(lab);
  expect((await connect(lab)).text).toMatch(/^demo · Trading 212, demo is connected already/);
});

test('an account is renamed by number or name, and taken back', async () => {
  const lab = await aLab();
  await lab.ann.sends(`/accounts add demo ${KEY} ${SECRET} as Long run`);
  expect((await lab.ann.sends('/accounts rename long run My ISA')).text).toBe(
    '✏ Long run is called My ISA now.',
  );
  const undone = await lab.ann.presses('↩ Undo', { until: /Undone/ });
  expect(undone.message?.text).toBe('↩ Undone: it is called Long run again.');
  expect((await lab.ann.sends('/accounts rename 7 ISA')).text).toMatch(/you have 1 Long run/);
  expect((await lab.ann.sends('/accounts rename 1 12')).text).toMatch(/at least one letter/);
});

test('a removed account is read no more, and comes back with all that was known of it', async () => {
  const lab = await aLab();
  await connect(lab);
  await lab.scan();
  await lab.ann.sends('/accounts');
  await lab.ann.presses('1 · demo', { until: /The broker’s number/ });
  await lab.ann.presses('🗑 Remove', { until: /Removed/ });
  const { store } = lab.program.parts;
  const asked = lab.broker.seen.length;
  await lab.scan();
  expect(lab.broker.seen).toHaveLength(asked);
  expect(store.positions.open()).toEqual([]);
  const back = await lab.ann.presses('↩ Undo', { until: /The broker’s number/ });
  expect(back.message?.text).toMatch(/1 position, read/);
  await lab.scan();
  expect(lab.broker.seen.length).toBeGreaterThan(asked);
});

test('another key has to open the same account', async () => {
  const other = { ...ACCOUNT, key: `${KEY}-2`, id: 4712 };
  const again = { ...ACCOUNT, key: `${KEY}-3` };
  const lab = await aLab({ accounts: [ACCOUNT, other, again] });
  await connect(lab);
  expect((await afterAWhile(lab, `/accounts key 1 ${KEY}-2 ${SECRET}`)).text).toMatch(
    /^⚠️ That key opens account 4712, and demo · Trading 212, demo is 4711/,
  );
  expect((await afterAWhile(lab, `/accounts key demo ${KEY}-3 ${SECRET}`)).text).toMatch(
    /^🔑 demo · Trading 212, demo is opened by the new key/,
  );
  await lab.scan();
  expect(lab.broker.seen.at(-1)?.headers.authorization).toBe(
    `Basic ${Buffer.from(`${KEY}-3:${SECRET}`).toString('base64')}`,
  );
});

test('a key that was sent in a group is deleted there, and answered in private', async () => {
  const lab = await aLab();
  lab.world.setBotStanding(GROUP, OWNER, 'administrator');
  await lab.ann.sends('/link', { in: GROUP });
  await lab.ann.sends('/accounts');
  const said = lab.ann.says(`/accounts add demo ${KEY} ${SECRET}`, { in: GROUP });
  const added = await lab.ann.hears(/Connected/);
  expect(added.text).toMatch(/^✅ Connected: demo/);
  const inGroup = lab.world.messages(GROUP);
  expect(inGroup.some(({ id }) => id === said)).toBe(false);
  expect(inGroup.map(({ text }) => text).join()).not.toMatch(/demo|4711|Connected/);
});

test('nobody sees or touches the account of somebody else', async () => {
  const lab = await aLab();
  await connect(lab);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'trader' });
  expect((await bo.sends('/accounts')).text).toMatch(/^📒 No account of yours/);
  expect((await bo.sends('/accounts remove 1')).text).toMatch(/no account of yours to remove/);
  expect(lab.program.parts.store.accounts.all()).toHaveLength(1);
});

test('the account of the environment is the first owner’s, and stays while it stands there', async () => {
  const lab = await aLab({}, { T212_API_KEY: KEY, T212_SECRET_KEY: SECRET });
  await lab.scan();
  expect((await lab.ann.hears(/is read/)).text).toMatch(
    /^📒 Your account main is read: 1 position/,
  );
  await lab.scan();
  expect(lab.program.parts.store.accounts.all()).toHaveLength(1);
  expect((await lab.ann.sends('/accounts remove 1')).text).toMatch(/was set up by whoever runs me/);
  expect((await afterAWhile(lab, `/accounts key 1 ${KEY} ${SECRET}`)).text).toMatch(/I read/);
});

test('what is sold by phone is told in private', async () => {
  const lab = await aLab();
  await connect(lab);
  await lab.scan();
  lab.broker.sellsByPhone(KEY, 'AAPL_US_EQ', 5);
  await lab.scan();
  const card = await lab.ann.hears(/has changed at the broker/);
  expect(card.text).toMatch(/• AAPL: 12 → 7 \(sold 5 at \$200\.00 by phone\)/);
});

test('a key that was revoked is told once, with a way to give another', async () => {
  const lab = await aLab();
  await connect(lab);
  await lab.scan();
  lab.broker.wish({ on: 'read', trouble: { kind: 'status', status: 401 }, times: 1 });
  await lab.scan();
  const told = await lab.ann.hears(/can’t read your account/);
  expect(told.buttons).toEqual(['🔑 Give another key']);
  await lab.scan();
  expect((await lab.ann.hears(/can be read again/)).text).toMatch(/after 30 s/);
});

test('/forget says that accounts go, too, and erases them', async () => {
  const lab = await aLab();
  keepAccount(lab.program.parts.store, { user: userId(lab.ann.id) });
  expect((await lab.ann.sends('/forget')).text).toMatch(/1 account with keys, holdings and orders/);
  await lab.ann.sends('/forget everything');
  expect(lab.program.parts.store.accounts.all()).toEqual([]);
});
