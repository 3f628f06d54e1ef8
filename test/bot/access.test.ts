import { expect, test } from 'vitest';
import { BUTTONS, COMMANDS } from '../../src/bot/commands.ts';
import { html } from '../../src/core/html.ts';
import { button } from '../../src/core/message.ts';
import { mayActAs, ROLES, type Role } from '../../src/core/people.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import type { Person } from '../support/person.ts';

const STRANGER = 901;
const DENIED = 902;
const BELOW_OWNER = ROLES.filter((role) => role !== 'owner');

/** Everything that a command or a button could change, as text; what merely answers is left out. */
function effects({ program }: BotLab): string {
  const tables = [
    'user',
    'chat',
    'watch',
    'rule',
    'rule_state',
    'mute',
    'alert',
    'audit',
    'incident',
  ];
  const { sqlite } = program.parts.db;
  return tables
    .map((name) => `${name}: ${JSON.stringify(sqlite.prepare(`select * from "${name}"`).all())}`)
    .join('\n');
}

type Crowd = BotLab & {
  readonly people: ReadonlyMap<Role, Person>;
  readonly stranger: Person;
  readonly denied: Person;
};

/** One person of every standing, all of them in the linked group. */
async function crowd(): Promise<Crowd> {
  const lab = await startBot();
  const { ann, meet, world } = lab;
  await ann.sends('/link', { in: GROUP });
  const people = new Map<Role, Person>([['owner', ann]]);
  for (const [n, role] of BELOW_OWNER.entries()) {
    const somebody = meet({ id: 801 + n, name: role, role });
    people.set(role, somebody);
    world.setStanding(GROUP, somebody.id, 'member');
    await somebody.sends('/id');
  }
  const stranger = meet({ id: STRANGER, name: 'Stranger' });
  const denied = meet({ id: DENIED, name: 'Denied' });
  for (const one of [stranger, denied]) {
    world.setStanding(GROUP, one.id, 'member');
    await one.sends('/start');
  }
  await ann.hears(/Denied asks/);
  await ann.presses('Refuse', { until: /stays out/ });
  return { ...lab, people, stranger, denied };
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 60));

async function heardOut({ world, program }: BotLab): Promise<void> {
  while (world.pendingUpdates() > 0) await tick();
  await tick();
  await program.parts.deliver.idle();
}

test('no command does anything for a stranger or somebody refused, in private or in a group', async () => {
  const lab = await crowd();
  const { stranger, denied, world } = lab;
  const before = effects(lab);
  const said = world.messages(GROUP).length;
  const words = COMMANDS.filter(({ needs }) => needs !== 'anyone').flatMap(
    ({ name, aliases = [] }) => [name, ...aliases],
  );
  for (const word of words) {
    for (const one of [stranger, denied]) {
      one.says(`/${word} x`);
      one.says(`/${word}`, { in: GROUP });
    }
  }
  await heardOut(lab);
  expect(effects(lab)).toBe(before);
  // They are not answered either: each had the one sentence at the beginning.
  const spoken = world
    .messages(GROUP)
    .slice(said)
    .filter(({ byBot }) => byBot);
  expect(spoken).toEqual([]);
  for (const one of [stranger, denied])
    expect(world.messages(one.id).filter(({ byBot }) => byBot)).toHaveLength(1);
}, 60_000);

test('only /id is open to anyone, and it tells no more than Telegram does', () => {
  expect(COMMANDS.filter(({ needs }) => needs === 'anyone').map(({ name }) => name)).toEqual([
    'id',
  ]);
});

test('every command refuses the roles below its own, names who can help, and does nothing', async () => {
  const lab = await crowd();
  const before = effects(lab);
  for (const { name, needs, where } of COMMANDS) {
    if (needs === 'anyone') continue;
    const place = where.includes('private') ? undefined : GROUP;
    const tooLow = [...lab.people].filter(([role]) => !mayActAs(role, needs));
    for (const [, somebody] of tooLow) {
      for (const args of ['', ' x', ' NVDA < 140', ' all']) {
        const reply = await somebody.sends(
          `/${name}${args}`,
          place === undefined ? {} : { in: place },
        );
        expect(reply.text).toMatch(new RegExp(`^/${name} needs the \\w+ role; you have \\w+\\.`));
        expect(reply.text).toContain('Owners: Ann.');
      }
    }
  }
  expect(effects(lab)).toBe(before);
  expect(lab.world.violations).toEqual([]);
}, 120_000);

test('no button does anything for those below its role, though they can see and press it', async () => {
  const lab = await crowd();
  const { program, world, ann, stranger, denied } = lab;
  for (const verb of BUTTONS.keys()) {
    const message = { text: html`Button ${verb}`, buttons: [[button(verb, verb, {})]] };
    const place = { chat: GROUP as never, thread: undefined };
    program.parts.outbox.notice(`test/${verb}`, { place, message }, lab.clock.now as never);
  }
  await program.parts.deliver.idle();
  const before = effects(lab);
  for (const [verb, { needs }] of BUTTONS) {
    for (const one of [stranger, denied])
      expect((await one.presses(verb, { in: GROUP })).toast).toBe('This bot is private.');
    for (const [role, somebody] of lab.people) {
      if (mayActAs(role, needs)) continue;
      const { toast } = await somebody.presses(verb, { in: GROUP });
      expect(toast).toMatch(/^This needs the \w+ role; you have \w+\./);
    }
  }
  expect(effects(lab)).toBe(before);
  expect(world.messages(GROUP).every(({ edited }) => !edited)).toBe(true);
  await ann.sends('/id', { in: GROUP });
}, 120_000);

test('no verb is reached without its row, even by an owner', async () => {
  const lab = await startBot();
  const { ann, world } = lab;
  const shown = await ann.sends('/help');
  const data = shown.message.buttons[0]?.[0]?.action;
  const token = data?.kind === 'callback' ? data.data.split(':')[2] : '';
  const before = effects(lab);
  for (const verb of [...BUTTONS.keys(), 'nix', 'wiz']) {
    const forged = [
      `a1:${verb}:AAAAAAAAAAAAAAAA`,
      ...(verb === 'help' ? [] : [`a1:${verb}:${token}`]),
    ];
    for (const each of forged) {
      const { toast } = await world.forge(OWNER, OWNER, shown.message.id, each);
      expect(toast, each).toMatch(/no longer works|setup has ended|setup belongs/);
    }
  }
  for (const each of [
    '',
    'a1:',
    'help',
    `a2:help:${token}`,
    `a1:help:${token}x`,
    '\u0000'.repeat(64),
  ])
    expect((await world.forge(OWNER, OWNER, shown.message.id, each || ' ')).answered).toBe(true);
  expect(effects(lab)).toBe(before);
}, 60_000);

test('a button of another message, chat or person does nothing', async () => {
  const lab = await startBot();
  const { ann, meet, world, clock } = lab;
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  world.setStanding(GROUP, bo.id, 'member');
  await ann.sends('/link', { in: GROUP });
  const first = await ann.sends('/status');
  const other = await ann.sends('/help');
  const action = first.message.buttons[0]?.[0]?.action;
  const data = action?.kind === 'callback' ? action.data : '';
  const elsewhere = await world.forge(OWNER, OWNER, other.message.id, data);
  expect(elsewhere.toast).toBe('This button belongs to another message.');
  const inGroup = await ann.sends('/help', { in: GROUP });
  const there = await world.forge(OWNER, GROUP, inGroup.message.id, data);
  expect(there.toast).toBe('This button belongs to another message.');

  await bo.sends('/forget');
  const theirs = world.messages(202).at(-1)?.buttons[0]?.[0]?.action;
  const key = theirs?.kind === 'callback' ? theirs.data : '';
  const message = world.messages(202).at(-1)?.id ?? 0;
  const stolen = await world.forge(OWNER, 202, message, key);
  expect(stolen.toast).toBe('This button belongs to somebody else.');

  clock.now += 11 * 60_000;
  const late = await bo.presses('🗑 Erase everything');
  expect(late.toast).toMatch(/This button expired 1 min ago. Send the command again/);
  expect(lab.program.parts.store.people.get(202 as never)?.role).toBe('viewer');
  clock.now += 31 * 86_400_000;
  expect((await ann.presses('🔄 Refresh', { on: first })).toast).toMatch(
    /expired 1 day|expired \d+ days/,
  );
});

test('a button of a message that Telegram no longer shows us is answered', async () => {
  const { ann, world } = await startBot();
  const shown = await ann.sends('/status');
  const action = shown.message.buttons[0]?.[0]?.action;
  const data = action?.kind === 'callback' ? action.data : '';
  const { answered, toast } = await world.forge(OWNER, OWNER, 99_999, data);
  expect(answered).toBe(true);
  expect(toast).toBe('This button belongs to another message.');
});
