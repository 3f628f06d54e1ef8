import { html } from '../../core/html.ts';
import { parseTicker } from '../../core/ticker.ts';
import { readSpan } from '../../app/wake-time.ts';
import { sentence } from '../views/quiet.ts';
import type { Kit, Option, Wizard } from '../wizard.ts';

const LENGTHS: readonly (readonly Option[])[] = [
  [
    { label: '1 hour', value: '1h' },
    { label: '2 hours', value: '2h' },
  ],
  [
    { label: '8 hours', value: '8h' },
    { label: '1 day', value: '1d' },
  ],
  [
    { label: 'Until close', value: 'close' },
    { label: 'Next open', value: 'tomorrow' },
  ],
  [{ label: 'Until I say so', value: 'forever' }],
];

const SUGGESTED = 4;

/** What is to be silent, then for how long: the questions of /mute and /snooze. */
export const muteWizard: Wizard = { name: 'mute', command: 'mute', run: (kit) => ask(kit, '🔕') };
export const snoozeWizard: Wizard = {
  name: 'snooze',
  command: 'snooze',
  run: (kit) => ask(kit, '😴'),
};

async function ask(kit: Kit, icon: string): Promise<string | undefined> {
  const near = await kit.look((app, actor) =>
    actor === undefined ? [] : app.quiet.suggest(actor, SUGGESTED),
  );
  const what = await kit.ask({
    crumbs: [],
    text: html`${icon} What is to be silent?`,
    options: [
      ...near.map(({ name, subject }) => [{ label: sentence(name), value: subject }]),
      [
        { label: 'All price alerts', value: 'type:price' },
        { label: 'This chat', value: 'here' },
      ],
    ],
    typed: {
      hint: 'A ticker or a rule’s name',
      read: (text) =>
        parseTicker(text) === undefined
          ? {
              problem: html`I can read neither a ticker nor a rule’s name in that. For example: NVDA`,
            }
          : { value: text.trim() },
    },
  });
  if (what === undefined) return undefined;
  const how = await kit.ask({
    crumbs: [what],
    text: html`For how long?`,
    options: LENGTHS,
    typed: {
      hint: '45m, 3h, 2d',
      read: (text) =>
        readSpan(text.replaceAll(' ', '')) === undefined
          ? { problem: html`I can read no length of time in that. For example: 45m, 3h or 2d.` }
          : { value: text.replaceAll(' ', '') },
    },
  });
  return how === undefined ? undefined : `${what} ${how}`;
}
