import type { WorstCase } from '../../app/selling/results.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { numberIn } from '../sale-words.ts';
import { worstText } from '../views/autosell-set.ts';
import { heldName, MODE_ICONS, rowName } from '../views/selling-words.ts';
import type { Kit, Option, Question, Wizard } from '../wizard.ts';
import { readPhrase } from './phrase.ts';

type Asked = { readonly kit: Kit; readonly crumbs: readonly string[] };

/** Position → mode → how much → floor → until when → what that allows at worst → words where they are needed. */
export const autosellWizard: Wizard = {
  name: 'autosell',
  command: 'autosell',
  async run(kit, about) {
    const rows = await kit.look((app, actor) =>
      actor === undefined
        ? []
        : app.selling.dashboard(actor).rows.map((row) => ({
            id: row.position.id,
            name: heldName(row.position),
            label: `${MODE_ICONS[row.mode]} ${rowName(row)}`,
            isLive: row.account.stage === 'live',
          })),
    );
    // The command without words shows what there is, also that there is nothing.
    if (rows.length === 0) return '';
    const id = about ?? (await askPosition(kit, rows));
    const row = rows.find((one) => String(one.id) === id);
    if (id === undefined) return undefined;
    if (row === undefined) return `#${id} shadow`;
    const asked = { kit, crumbs: [row.name] };
    const mode = await askMode(asked);
    if (mode === undefined) return undefined;
    if (mode !== 'ask' && mode !== 'auto') return `#${id} ${mode}`;
    return askTerms({ kit, crumbs: [row.name, mode] }, { ...row, mode });
  },
};

const MOST = 8;

function askPosition(kit: Kit, rows: readonly { id: number; label: string }[]) {
  return kit.ask({
    crumbs: [],
    text: html`🛡 For which position?`,
    options: rows.slice(0, MOST).map(({ id, label }) => [{ label, value: String(id) }]),
  });
}

function askMode({ kit, crumbs }: Asked) {
  return kit.ask({
    crumbs,
    text: lines(
      html`What is to be done when its stop is reached?`,
      html`<blockquote>
        ⚪ only ring · 👁 write down what would have been sold · 🔵 ask you · 🤖 sell by itself
      </blockquote>`,
    ),
    options: [
      [
        { label: '⚪ Off', value: 'off' },
        { label: '👁 Look on', value: 'shadow' },
      ],
      [
        { label: '🔵 Ask me', value: 'ask' },
        { label: '🤖 Sell by itself', value: 'auto' },
      ],
    ],
  });
}

type Row = { readonly id: number; readonly name: string; readonly isLive: boolean };
type Choice = Row & { readonly mode: 'ask' | 'auto' };
type Terms = { readonly max: string; readonly floor: string; readonly days: string };

async function askTerms(asked: Asked, choice: Choice): Promise<string | undefined> {
  const { kit, crumbs } = asked;
  const max = await kit.ask(percent(crumbs, MAX));
  if (max === undefined) return undefined;
  const floor = await kit.ask(percent([...crumbs, `at most ${max}%`], FLOOR));
  if (floor === undefined) return undefined;
  const soFar = [...crumbs, `at most ${max}%`, `floor −${floor}%`];
  const days = await kit.ask({ ...DAYS, crumbs: soFar });
  if (days === undefined) return undefined;
  return confirm({ kit, crumbs: [...soFar, `${days} d`] }, choice, { max, floor, days });
}

async function confirm({ kit, crumbs }: Asked, choice: Choice, terms: Terms) {
  const { id, name, mode, isLive } = choice;
  const { max, floor, days } = terms;
  const worst = await kit.look((app, actor) => {
    const wish = { positionId: id, maxPct: Number(max), floorPct: Number(floor) };
    return actor === undefined ? undefined : app.selling.worst(actor, wish);
  });
  const words = `#${id} ${mode} max:${max}% floor:${floor}% exp:${days}d`;
  // Whatever sells without asking, or real money, needs more than a tap.
  const phrase = mode === 'auto' || isLive ? `SELL ${name} MAX ${max}` : undefined;
  const answer = await kit.ask(lastQuestion({ crumbs, worst, phrase }));
  if (answer === undefined) return undefined;
  return phrase === undefined ? words : `${words} ${answer}`;
}

function lastQuestion(given: {
  readonly crumbs: readonly string[];
  readonly worst: WorstCase | undefined;
  readonly phrase: string | undefined;
}): Question {
  const { crumbs, worst, phrase } = given;
  const worstLine = worst === undefined ? undefined : html`${worstText(worst)}.`;
  if (phrase === undefined) {
    const text = lines(worstLine, html`Each time you are asked first; silence keeps.`);
    return { crumbs, text, options: [[{ label: '✅ Let it ask me', value: 'yes' }]] };
  }
  return {
    crumbs,
    text: lines(worstLine, html`Type <code>${phrase}</code> if you allow that.`),
    options: [],
    typed: { hint: phrase, read: (text) => readPhrase(text, phrase) },
  };
}

type Percent = {
  readonly text: Html;
  readonly choices: readonly string[];
  readonly from: number;
  readonly to: number;
};

const MAX: Percent = {
  text: html`How much of it at most, in percent?`,
  choices: ['25', '50', '100'],
  from: 1,
  to: 100,
};

const FLOOR: Percent = {
  text: html`How far below the price that I show may it still be sold, in percent?`,
  choices: ['1', '3', '5'],
  from: 0.5,
  to: 10,
};

function percent(crumbs: readonly string[], { text, choices, from, to }: Percent): Question {
  return {
    crumbs,
    text,
    options: [choices.map((value): Option => ({ label: `${value}%`, value }))],
    typed: {
      hint: `${from} to ${to}`,
      read: (typed) => within(typed.replace(/\s*%$/, ''), { from, to }),
    },
  };
}

const DAYS: Omit<Question, 'crumbs'> = {
  text: html`For how many days? It ends by itself, and is never renewed silently.`,
  options: [
    [
      { label: '1 day', value: '1' },
      { label: '7 days', value: '7' },
      { label: '30 days', value: '30' },
    ],
  ],
  typed: {
    hint: '1 to 30',
    read: (typed) => within(typed.replace(/\s*d(?:ays?)?$/i, ''), { from: 1, to: 30 }),
  },
};

function within(text: string, { from, to }: { from: number; to: number }) {
  const number = numberIn(text.trim());
  return number !== undefined && number >= from && number <= to
    ? { value: String(number) }
    : { problem: html`I need a number from ${from} to ${to}.` };
}
