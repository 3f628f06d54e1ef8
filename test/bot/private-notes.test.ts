import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANNEL, GROUP, startBot, type BotLab } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';
import type { WorldMessage } from '../../src/sandbox/telegram/state.ts';

/** Everything of the bot that others than its maker can read: texts, buttons and files. */
function readByOthers({ world }: BotLab): string {
  const said = [GROUP, CHANNEL].flatMap((chat) => world.messages(chat));
  return said
    .filter(({ byBot, visibleTo }) => byBot && visibleTo === undefined)
    .map(({ text, buttons, document }) => {
      const labels = buttons.flat().map((one) => one.text);
      return [text, ...labels, Buffer.from(document?.bytes ?? []).toString()].join('\n');
    })
    .join('\n');
}

/** Whether a file has these words in it. */
function holds(words: string) {
  return (file: WorldMessage['document']) =>
    Buffer.from(file?.bytes ?? [])
      .toString()
      .includes(words);
}

const SECRET = 'zxqj';

/** Words around a mark that nothing else contains, in every quoting and with what could break out of one. */
const aNote = fc
  .tuple(fc.stringMatching(/^[a-z '<&>#@:,]{0,12}$/), fc.stringMatching(/^[a-z ':]{0,12}$/))
  .map(([before, after]) => `${before}${SECRET}${after}`);

const aRule = fc.record({
  line: fc.constantFrom('NVDA > 150', 'NVDA is > 1', '@semis > 150', 'NVDA +5% since now'),
  more: fc.constantFrom('', ' cooldown:2h', ' to:here,dm', ' to:here,@the_news', ' sev:high'),
  note: aNote,
});

test('no note is ever shown to others, whatever the group asks for and whatever rings', async () => {
  const lab = await startBot({ quotes: MARKET });
  const { ann, program, world } = lab;
  await ann.sends('/link', { in: GROUP });
  await ann.sends(`/link ${CHANNEL}`);
  await ann.sends('/list new semis NVDA AMD', { in: GROUP });
  const { store } = program.parts;
  await fc.assert(
    fc.asyncProperty(aRule, async ({ line, more, note }) => {
      const text = `${line}${more} note:"${note}"`;
      await ann.sends(`/rule ${text}`, { in: GROUP });
      await ann.sends(`/rule! ${text}`, { in: GROUP });
      const code = store.rules.ofChat(GROUP as never).at(-1)?.code ?? '';
      for (const asked of [
        `/rule ${code}`,
        `/rule ${code} edit rsi under 300`,
        `/rule ${code} cooldown:3h`,
        '/rules',
        '/rules export',
        `/why ${code}`,
        '/why',
        `/test ${code}`,
        `/backtest ${code}`,
      ])
        await ann.sends(asked, { in: GROUP });
      await lab.trade({ NVDA: 149 });
      await lab.trade({ NVDA: 170 }, { afterMs: 7_200_000 });
      await ann.presses('👁 My view', { in: GROUP });
      await ann.sends('/history', { in: GROUP });
      await ann.presses('CSV', { in: GROUP });
      await ann.sends(`/rule ${code} del`, { in: GROUP });
      await lab.trade({ NVDA: 140 });
      expect(readByOthers(lab)).not.toContain(SECRET);
    }),
    { numRuns: 8 },
  );
  expect(world.violations).toEqual([]);
}, 120_000);

test('its maker has it in private: on the alert, the card, the export and in their own view', async () => {
  const lab = await startBot({ quotes: MARKET });
  const { ann, world } = lab;
  await ann.sends('/rule! NVDA > 150 note:"trim a third"');
  expect((await ann.sends('/rules export')).message.document).toSatisfy(holds('trim'));
  await lab.trade({ NVDA: 149 });
  await lab.trade({ NVDA: 151 });
  expect((await ann.hears(/crossed above/)).text).toContain('“trim a third”');
  const [, code = ''] =
    /Armed · (\w+)/.exec(
      world
        .messages(ann.id)
        .map((m) => m.text)
        .join(),
    ) ?? [];
  expect((await ann.sends(`/rule ${code}`)).text).toContain('“trim a third”');
});
