import { describe, expect, test } from 'vitest';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';
import type { Person } from '../support/person.ts';

const BO = 202;

async function open(): Promise<{ lab: BotLab; bo: Person }> {
  const lab = await startBot({ quotes: MARKET });
  await lab.ann.sends('/link', { in: GROUP });
  const bo = lab.meet({ id: BO, name: 'Bo', role: 'trader' });
  lab.world.setStanding(GROUP, BO, 'member');
  await bo.sends('/start');
  return { lab, bo };
}

async function ring(lab: BotLab): Promise<void> {
  await lab.trade({ NVDA: 149 });
  await lab.trade({ NVDA: 151 });
}

/** What everybody in the group can read, buttons and files too. */
function seenByAll({ world }: BotLab): string {
  return world
    .messages(GROUP)
    .filter(({ byBot, visibleTo }) => byBot && visibleTo === undefined)
    .map(({ text, buttons, document }) =>
      [
        text,
        ...buttons.flat().map((one) => one.text),
        Buffer.from(document?.bytes ?? []).toString(),
      ].join('\n'),
    )
    .join('\n');
}

function seenAlone({ world }: BotLab, user: number): readonly string[] {
  return world
    .messages(GROUP)
    .filter(({ visibleTo }) => visibleTo === user)
    .map(({ text }) => text);
}

describe('My view', () => {
  test('shows whoever presses what is theirs, in the group and to them alone', async () => {
    const { lab, bo } = await open();
    const { ann, world } = lab;
    await ann.sends('/rule! NVDA > 150 note:"trim a third"', { in: GROUP });
    await ann.sends('/watch NVDA');
    await bo.sends('/rule! NVDA > 160 note:"bo only"');
    await ring(lab);
    await ann.presses('👁 My view', { in: GROUP });
    const [own] = seenAlone(lab, OWNER);
    expect(own).toContain('Your view · NVDA crossed above 150.00');
    expect(own).toContain('“trim a third”');
    expect(own).toMatch(/NVDA > 150 · 151.00.* · Desk/);
    expect(own).toContain('Your private chat watches NVDA.');
    expect(own).toContain('Only you see this.');
    await bo.presses('👁 My view', { in: GROUP });
    const [his] = seenAlone(lab, BO);
    expect(his).toMatch(/NVDA > 160 · 151.00: .*below the trigger · armed · private/);
    expect(his).toContain('Your private chat does not watch NVDA.');
    expect(his).not.toMatch(/trim|NVDA > 150 /);
    await ann.presses('✅ Ack', { in: GROUP, until: /Acknowledged/ });
    await ann.presses('👁 My view', { in: GROUP });
    expect(seenAlone(lab, OWNER).at(-1)).toMatch(/✅ You acknowledged it at/);
    await bo.presses('👁 My view', { in: GROUP });
    expect(seenAlone(lab, BO).at(-1)).toMatch(/✅ Ann acknowledged it at/);
    expect(seenByAll(lab)).not.toMatch(/Your view|trim a third|bo only|160/);
    expect(world.violations).toEqual([]);
  });

  test('goes to the private chat where Telegram cannot keep it from the others', async () => {
    const { lab, bo } = await open();
    const { world } = lab;
    await lab.ann.sends('/rule! NVDA > 150 note:"trim a third"', { in: GROUP });
    await ring(lab);
    world.state.ignoresAlone = true;
    const pressed = await lab.ann.presses('👁 My view', { in: GROUP });
    expect(pressed.toast).toBe('I have sent it to you privately.');
    expect((await lab.ann.hears(/Your view/)).text).toContain('trim a third');
    expect((await bo.presses('👁 My view', { in: GROUP })).toast).toMatch(/privately/);
    expect(seenByAll(lab)).not.toMatch(/Your view|trim a third/);
    expect(world.violations).toEqual([]);
  });

  test('asks for /start where there is no private chat, and refuses strangers', async () => {
    const { lab } = await open();
    const { world, program } = lab;
    await lab.ann.sends('/rule! NVDA > 150', { in: GROUP });
    await ring(lab);
    const cy = lab.meet({ id: 303, name: 'Cy', role: 'viewer' });
    world.setStanding(GROUP, 303, 'member');
    program.parts.store.chats.remove(303 as never);
    world.setStanding(GROUP, 303, 'left');
    const pressed = await cy.presses('👁 My view', { in: GROUP });
    expect(pressed.toast).toBe('Send me /start in our private chat first, then press again.');
    expect(pressed.alert).toBe(true);
    const stranger = lab.meet({ id: 404, name: 'Dee' });
    world.setStanding(GROUP, 404, 'member');
    expect((await stranger.presses('👁 My view', { in: GROUP })).toast).toMatch(/private/i);
    expect(seenAlone(lab, 404)).toEqual([]);
  });

  test('goes to the private chat when the press is too old to be answered in the group', async () => {
    const { lab } = await open();
    await lab.ann.sends('/rule! NVDA > 150', { in: GROUP });
    await ring(lab);
    lab.world.state.presses.set = function forget() {
      return this;
    };
    const pressed = await lab.ann.presses('👁 My view', { in: GROUP });
    expect(pressed.toast).toBe('I have sent it to you privately.');
  });
});
