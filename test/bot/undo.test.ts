import { describe, expect, test } from 'vitest';
import { BUTTONS, COMMANDS } from '../../src/bot/commands.ts';
import { CONFIGURATION } from '../support/audited.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';
import { startBells } from '../support/outside.ts';
import type { Heard } from '../support/person.ts';
import { BY_BUTTON, BY_COMMAND, type Example } from '../support/undoing.ts';
import { UNDOES, VERBS } from '../support/undoing-verbs.ts';

const EXAMPLES = [
  ...Object.entries(BY_COMMAND).flatMap(([command, found]) =>
    typeof found === 'string'
      ? []
      : found.map((one) => ({ name: `/${command}: ${one.what}`, one })),
  ),
  ...BY_BUTTON.map((one) => ({ name: one.what, one })),
];

/** What an Undo need not bring back, because it says who did what when, and not how things stand. */
const SAYS_WHEN: Readonly<Record<string, readonly string[]>> = {
  chat: ['greeted_at', 'title'],
  named_list: ['created_at', 'created_by'],
  trade: ['id'],
  rule: ['rev', 'updated_at', 'written_at'],
  user: ['decided_by', 'name', 'username'],
};

/** Rows that stay as a record of what is over, and are as good as gone. */
const IS_OVER: Readonly<Record<string, string>> = {
  // Nothing is set: the same as none.
  book: "settings = '{}'",
  account: 'removed_at is not null',
  chat: "status = 'gone'",
  contact: 'removed_at is not null',
  mute: 'ended_at is not null',
  position: 'closed_at is not null',
  rule: "status = 'deleted'",
  stop: 'ended_at is not null',
  // Kept for the day that a change is taken back; only what stands in a rule's words leads anywhere.
  rule_destination: `not exists (select 1 from rule r where r.id = rule_id and r.status <> 'deleted'
    and instr(r.text, word) > 0)`,
};

type Row = Readonly<Record<string, unknown>>;

/** Every row of what people configure. */
function configured({ program }: BotLab): Readonly<Record<string, readonly Row[]>> {
  const tables = Object.keys(CONFIGURATION).filter((name) => name !== 'delivery');
  return Object.fromEntries(
    tables.map((table) => {
      const where = IS_OVER[table] === undefined ? '' : `where not (${IS_OVER[table]})`;
      const rows = program.parts.db.sqlite
        .prepare<[], Row>(`select * from "${table}" ${where} order by 1, 2`)
        .all();
      return [table, rows.map((row) => without(row, SAYS_WHEN[table] ?? []))];
    }),
  );
}

function without(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

async function prepared({ first = [], prepare, isUnzoned }: Example): Promise<BotLab> {
  const bells = await startBells();
  const lab = await startBot({ quotes: MARKET, outside: bells.channels });
  const { store } = lab.program.parts;
  if (!isUnzoned) store.chats.setZone(lab.ann.id as never, 'America/New_York');
  for (const line of first) await lab.ann.sends(line);
  await prepare?.(lab);
  return lab;
}

function undoOf({ message }: Heard, label: string): string {
  const found = message.buttons.flat().find(({ text }) => text === label);
  return found?.action.kind === 'callback' ? found.action.data : 'none';
}

describe.each(EXAMPLES)('$name', ({ one }) => {
  const { label = '↩ Undo' } = one;

  test('is taken back within a minute, whole and once', async () => {
    const lab = await prepared(one);
    const before = configured(lab);
    const changed = await one.change(lab);
    expect(configured(lab)).not.toEqual(before);
    const data = undoOf(changed, label);
    expect(data, `the buttons are ${changed.buttons.join(', ')}`).not.toBe('none');

    lab.clock.now += 50_000;
    const { chat, id } = changed.message;
    const undone = await lab.world.forge(lab.ann.id, chat, id, data);
    expect(undone.toast ?? '').not.toMatch(/changed since|expired|used/);
    expect(configured(lab)).toEqual(before);

    const again = await lab.world.forge(lab.ann.id, chat, id, data);
    expect(again.answered).toBe(true);
    expect(configured(lab)).toEqual(before);
    expect(lab.complaints).toEqual([]);
  });

  test.skipIf(one.stays)('is no longer taken back after a minute', async () => {
    const lab = await prepared(one);
    const changed = await one.change(lab);
    const left = configured(lab);
    lab.clock.now += 60_001;
    const { chat, id } = changed.message;
    const late = await lab.world.forge(lab.ann.id, chat, id, undoOf(changed, label));
    expect(late.toast).toMatch(/^A change can be undone for a minute only/);
    expect(configured(lab)).toEqual(left);
  });
});

describe('an Undo that comes after somebody else', () => {
  test.each([
    ['/watch NVDA', '/unwatch NVDA', '/watch NVDA'],
    ['/list new semis NVDA', '/list delete semis', '/list new semis NVDA'],
    ['/rule! NVDA > 150', '/rules del NVDA 1', '/settings theme dark'],
    ['/settings tz Europe/Berlin', '/settings tz UTC', '/settings theme dark'],
    ['/settings score rsi14', '/settings score roc20', '/settings theme dark'],
    ['/settings quiet 22:00-07:00', '/settings quiet 23:00-07:00', '/settings theme dark'],
    ['/brief on', '/brief on 09:00', '/settings theme dark'],
    ['/entries on', '/entries off', '/settings theme dark'],
    ['/mute here 2h', '/unmute all', '/settings theme dark'],
  ])('%s, then %s, then %s: changes nothing, and says so', async (one, two, three) => {
    const lab = await prepared({ what: one, change: () => lab.ann.sends(one) });
    const changed = await lab.ann.sends(one);
    lab.clock.now += 1_000;
    await lab.ann.sends(two);
    lab.clock.now += 1_000;
    await lab.ann.sends(three);
    const left = configured(lab);
    const { chat, id } = changed.message;
    const { toast } = await lab.world.forge(lab.ann.id, chat, id, undoOf(changed, '↩ Undo'));
    expect(toast).toMatch(/changed since|ended already|is gone/);
    expect(configured(lab)).toEqual(left);
  });

  test('a place whose linking was taken back answers nobody until it is linked again', async () => {
    const lab = await prepared({ what: '', change: () => lab.ann.sends('/id') });
    const linked = await lab.ann.sends('/link', { in: GROUP });
    await lab.ann.presses('↩ Undo', { on: linked });
    expect((await lab.ann.sends('/watch NVDA', { in: GROUP })).text).toMatch(/\/link/);
    expect((await lab.ann.sends('/link', { in: GROUP })).text).toMatch(/is linked/);
    expect((await lab.ann.sends('/watch NVDA', { in: GROUP })).text).toMatch(/NVDA/);
  });
});

describe('whoever adds a command or a button', () => {
  test('lists it here: by an example that is taken back, or by the reason why there is none', () => {
    expect(Object.keys(BY_COMMAND).toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
    const unproven = COMMANDS.filter(
      ({ name, changes }) => changes !== 'nothing' && BY_COMMAND[name] === 'changes nothing',
    );
    expect(unproven.map(({ name }) => name)).toEqual([]);
  });

  test('says of every button what takes it back', () => {
    expect(Object.keys(VERBS).toSorted()).toEqual([...BUTTONS.keys()].toSorted());
    const unknown = Object.entries(VERBS).filter(
      ([, { by }]) => by !== undefined && !(by in VERBS && UNDOES.has(by)),
    );
    expect(unknown).toEqual([]);
  });
});
