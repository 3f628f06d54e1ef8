import { html, type Html } from '../../core/html.ts';
import type { Mute } from '../../core/mute.ts';
import { parseTicker } from '../../core/ticker.ts';
import { readSpan } from '../../app/wake-time.ts';
import { levelChoices, looksLikeCondition } from '../quiet-words.ts';
import { sentence } from '../views/quiet.ts';
import type { Kit, Option, Wizard } from '../wizard.ts';

const HOURS: readonly (readonly Option[])[] = [
  [
    { label: '1 hour', value: '1h' },
    { label: '2 hours', value: '2h' },
  ],
  [
    { label: '8 hours', value: '8h' },
    { label: '1 day', value: '1d' },
  ],
];

/** One row less, where levels to wait for come besides: at most eight in all. */
const SHORT: readonly (readonly Option[])[] = [
  [
    { label: '1 hour', value: '1h' },
    { label: '8 hours', value: '8h' },
    { label: '1 day', value: '1d' },
  ],
];

const MOMENTS: readonly (readonly Option[])[] = [
  [
    { label: 'Until close', value: 'close' },
    { label: 'Next open', value: 'tomorrow' },
  ],
  [{ label: 'Until I say so', value: 'forever' }],
];

const SUGGESTED = 4;

/** What is to be silent, then for how long: the questions of /mute and /snooze. */
export const muteWizard: Wizard = { name: 'mute', command: 'mute', run: (kit) => ask(kit, 'mute') };
export const snoozeWizard: Wizard = {
  name: 'snooze',
  command: 'snooze',
  run: (kit) => ask(kit, 'snooze'),
};

async function ask(kit: Kit, verb: Mute['verb']): Promise<string | undefined> {
  const near = await kit.look((app, actor) =>
    actor === undefined ? [] : app.quiet.suggest(actor, SUGGESTED),
  );
  const what = await kit.ask({
    crumbs: [],
    text: html`${verb === 'snooze' ? '😴' : '🔕'} What is to be silent?`,
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
  const levels = verb === 'snooze' ? await levelOptions(kit, what) : [];
  const how = await kit.ask({
    crumbs: [what],
    text: levels.length > 0 ? html`For how long, or until when?` : html`For how long?`,
    options: [...(levels.length > 0 ? SHORT : HOURS), ...MOMENTS, ...levels],
    typed: {
      hint: verb === 'snooze' ? '45m, 15:30, fri, until <140' : '45m, 3h, 2d, 15:30, fri',
      read: (text) => readHow(text, verb),
    },
  });
  return how === undefined ? undefined : `${what} ${how}`;
}

/** Until its price is below or above what it is now, where there is one. */
async function levelOptions(kit: Kit, what: string): Promise<readonly (readonly Option[])[]> {
  const choices = await kit.look((app, actor) => {
    if (actor === undefined) return [];
    const found = app.quiet.find(what, actor);
    return found === undefined ? [] : [...levelChoices(app, found, actor)];
  });
  return choices.map(({ label, span }) => [{ label: label ?? span, value: span }]);
}

function readHow(text: string, verb: Mute['verb']): { value: string } | { problem: Html } {
  const joined = text.replaceAll(/\s|until/gi, '');
  if (readSpan(joined) !== undefined) return { value: joined };
  const isCondition = verb === 'snooze' && looksLikeCondition(text);
  // Whether it can be waited for is for the command to say, which knows the ticker.
  if (isCondition) return { value: text.trim().replace(/^until\s+/i, '') };
  return verb === 'snooze'
    ? {
        problem: html`I can read neither a time nor a condition in that. For example: 45m, fri or
        &lt;140`,
      }
    : { problem: html`I can read no length of time in that. For example: 45m, 3h or 2d.` };
}
