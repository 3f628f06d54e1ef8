import { RULE_FAMILIES, type RuleFamily } from '../../app/rule-presets.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, type Html } from '../../core/html.ts';
import type { Kit, Option, Wizard } from '../wizard.ts';

const MOST_TICKERS = 6;
const PER_ROW = 2;

/** A ticker, what about it, from where on, perhaps what else, and how often: the questions of /rule. */
export const ruleWizard: Wizard = {
  name: 'rule',
  command: 'rule',
  async run(kit, about) {
    const ticker = await askTicker(kit, about);
    if (ticker === undefined) return undefined;
    let condition = '';
    for (;;) {
      const part = await askPart(kit, ticker, condition);
      if (part === undefined) return undefined;
      condition = condition === '' ? part : `${condition} ${part}`;
      const often = await askOften(kit, [ticker.name, withoutNote(condition)]);
      if (often === undefined) return undefined;
      if (!JOINTS.includes(often))
        return [ticker.name, condition, often].filter((one) => one !== 'usual').join(' ');
      condition = `${condition} ${often}`;
    }
  },
};

const JOINTS: readonly string[] = ['and', 'or'];

/** One comparison of a ticker, behind what has been said of it so far. */
async function askPart(kit: Kit, ticker: Chosen, before: string): Promise<string | undefined> {
  const crumbs = before === '' ? [ticker.name] : [ticker.name, `${withoutNote(before)} …`];
  let family = await kit.ask({
    crumbs,
    text: html`${ticker.says}. What ${before === '' ? '' : 'else '}shall I watch for?`,
    options: FAMILIES,
  });
  if (family === 'more')
    family = await kit.ask({
      crumbs,
      text: html`${ticker.says}. And which of these?`,
      options: MORE_FAMILIES,
    });
  const known = RULE_FAMILIES.find((one) => one === family);
  return known && askCondition(kit, { ticker, family: known, before });
}

const FAMILIES: readonly (readonly Option[])[] = [
  [
    { label: 'Price above …', value: 'above' },
    { label: 'Price below …', value: 'below' },
  ],
  [
    { label: 'A move either way', value: 'move' },
    { label: 'Change of the day', value: 'change' },
  ],
  [
    { label: 'RSI', value: 'rsi' },
    { label: 'Moving average', value: 'average' },
  ],
  [
    { label: 'Volume', value: 'volume' },
    { label: 'More …', value: 'more' },
  ],
];

const MORE_FAMILIES: readonly (readonly Option[])[] = [
  [
    { label: 'Bollinger bands', value: 'bands' },
    { label: 'MACD', value: 'macd' },
  ],
  [
    { label: 'Breakout', value: 'breakout' },
    { label: 'TD Sequential', value: 'td' },
  ],
];

function askOften(kit: Kit, crumbs: readonly string[]): Promise<string | undefined> {
  return kit.ask({
    crumbs,
    text: html`How often may it ring? Or does something else have to be so too?`,
    options: [
      [
        { label: '➕ and …', value: 'and' },
        { label: '➕ or …', value: 'or' },
      ],
      [{ label: 'As usual, 90 days', value: 'usual' }],
      [{ label: 'Once, then it is done', value: 'every:once' }],
      [{ label: 'At most once a day, 90 days', value: 'cooldown:1d' }],
      [{ label: 'As usual, without end', value: 'exp:never' }],
    ],
  });
}

/** New words for one rule, or one of its settings. */
export const ruleEditWizard: Wizard = {
  name: 'rule-edit',
  command: 'rule',
  async run(kit, code = '') {
    const wish = await kit.ask({
      crumbs: [code],
      text: html`✏️ What shall change? A new condition such as <code>&gt; 155</code>, or one setting
        such as <code>cooldown:4h</code> or <code>note:"trim a third"</code>. The rest stays.`,
      options: [
        [
          { label: 'Once only', value: 'every:once' },
          { label: 'Once a day', value: 'cooldown:1d' },
        ],
        [
          { label: 'No expiry', value: 'exp:never' },
          { label: 'High severity', value: 'sev:high' },
        ],
      ],
      typed: { hint: '> 155', read: (text) => ({ value: text }) },
    });
    return wish === undefined ? undefined : `${code} edit ${wish}`;
  },
};

type Chosen = { readonly name: string; readonly says: string };

/** @param about the ticker that a button named; undefined to ask for one */
async function askTicker(kit: Kit, about: string | undefined): Promise<Chosen | undefined> {
  let near = await kit.look((app, actor) =>
    actor === undefined ? [] : app.rules.likelyTickers(actor.place.chat).slice(0, MOST_TICKERS),
  );
  let said: Html | undefined;
  let given = about;
  for (;;) {
    const typed =
      given ??
      (await kit.ask({
        crumbs: [],
        text: html`${said ? html`⚠️ ${said} ` : ''}🔔 Which ticker is it about?`,
        options: inRows(near.map((name) => ({ label: name, value: name }))),
        typed: { hint: 'NVDA', read: (text) => ({ value: text }) },
      }));
    given = undefined;
    if (typed === undefined) return undefined;
    const peek = await kit.look((app) => app.rules.peek(typed));
    if (peek.kind === 'known') return { name: peek.ticker, says: peek.says };
    said = html`${peek.says}${peek.suggestions.length > 0 ? ' Did you mean one of these?' : ''}`;
    if (peek.suggestions.length > 0) near = [...peek.suggestions];
  }
}

type Asking = {
  readonly ticker: Chosen;
  readonly family: RuleFamily;
  /** What the condition joins on to, its `and` or `or` included; empty for the first. */
  readonly before: string;
};

/** Presets around the values as they are, or a condition in one's own words, asked until it can be had. */
async function askCondition(kit: Kit, asking: Asking): Promise<string | undefined> {
  const { ticker, family, before } = asking;
  const { says, options } = await kit.look((app) => app.rules.presets(ticker.name, family));
  let said: string | undefined;
  for (;;) {
    const typed = await kit.ask({
      crumbs: before === '' ? [ticker.name] : [ticker.name, `${withoutNote(before)} …`],
      text: html`${said === undefined ? '' : `⚠️ ${said} `}${ticker.says}.
      ${says === null ? '' : `${says}. `}${ASKS[family]}`,
      options: inRows(options.map((text) => ({ label: text, value: text }))),
      typed: { hint: HINTS[family], read: (text) => ({ value: withSign(text, family) }) },
    });
    if (typed === undefined) return undefined;
    const whole = [ticker.name, before, typed].filter((part) => part !== '').join(' ');
    said = await kit
      .look(async (app, actor) =>
        actor === undefined
          ? null
          : ((await app.rules.complaint(whole, { chat: actor.place.chat, by: actor.user })) ??
            null),
      )
      .then((why) => why ?? undefined);
    if (said === undefined) return typed;
  }
}

const ASKS: Readonly<Record<RuleFamily, string>> = {
  above: 'Ring when it rises above:',
  below: 'Ring when it falls below:',
  move: 'Ring when it moves by:',
  change: 'Ring when the change since the last close passes:',
  rsi: 'Ring when RSI passes:',
  average: 'Ring when, at a close:',
  volume: 'Ring when the volume of a day is, against the 20 before:',
  bands: 'Ring when a close is outside its bands:',
  macd: 'Ring when MACD crosses:',
  breakout: 'Ring when a close is beyond the days before:',
  td: 'Ring when a count is complete:',
};

const HINTS: Readonly<Record<RuleFamily, string>> = {
  above: '155',
  below: '140',
  move: '±5% 1d',
  change: 'change > 3%',
  rsi: 'rsi14 < 30',
  average: 'price x> sma100',
  volume: 'volratio20 > 2.5',
  bands: 'price < bb20,3.lower',
  macd: 'macd@1h x> 0',
  breakout: 'price > high100',
  td: 'td9 buy@1h',
};

/** A bare number is the level that was asked for. */
function withSign(text: string, family: RuleFamily): string {
  if (!/^[$\d.,\s]+[km]?%?$/i.test(text)) return text;
  const size = text.replaceAll(/[%\s]/g, '');
  switch (family) {
    case 'above':
      return `> ${text}`;
    case 'below':
      return `< ${text}`;
    case 'move':
      return `±${size}% 1d`;
    case 'change':
      return `change > ${size}%`;
    case 'rsi':
      return `rsi14 ${Number(size) < 50 ? '<' : '>'} ${size}`;
    case 'average':
      return `price x sma${size}`;
    case 'volume':
      return `volratio20 > ${size}`;
    case 'breakout':
      return `price > high${size}`;
    default:
      return text;
  }
}

function inRows(options: readonly Option[]): readonly (readonly Option[])[] {
  const rows: (readonly Option[])[] = [];
  for (let i = 0; i < options.length; i += PER_ROW) rows.push(options.slice(i, i + PER_ROW));
  return rows;
}
