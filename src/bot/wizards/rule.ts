import type { RuleFamily } from '../../app/rule-presets.ts';
import { html, type Html } from '../../core/html.ts';
import type { Kit, Option, Wizard } from '../wizard.ts';

const MOST_TICKERS = 6;
const PER_ROW = 2;

/** A ticker, what about it, from where on, and how often: the questions of /rule. */
export const ruleWizard: Wizard = {
  name: 'rule',
  command: 'rule',
  async run(kit) {
    const ticker = await askTicker(kit, undefined);
    if (ticker === undefined) return undefined;
    const family = await kit.ask({
      crumbs: [ticker.name],
      text: html`${ticker.says}. What shall I watch for?`,
      options: [
        [
          { label: 'Price above …', value: 'above' },
          { label: 'Price below …', value: 'below' },
        ],
        [
          { label: 'A move either way', value: 'move' },
          { label: 'Change of the day', value: 'change' },
        ],
      ],
    });
    if (family === undefined) return undefined;
    const condition = await askCondition(kit, {
      ticker,
      family: family as RuleFamily,
      note: undefined,
    });
    if (condition === undefined) return undefined;
    const often = await kit.ask({
      crumbs: [ticker.name, condition],
      text: html`How often may it ring?`,
      options: [
        [{ label: 'At most once an hour, 90 days', value: 'usual' }],
        [{ label: 'Once, then it is done', value: 'every:once' }],
        [{ label: 'At most once a day, 90 days', value: 'cooldown:1d' }],
        [{ label: 'Once an hour, without end', value: 'exp:never' }],
      ],
    });
    if (often === undefined) return undefined;
    return [ticker.name, condition, often].filter((part) => part !== 'usual').join(' ');
  },
};

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

async function askTicker(kit: Kit, note: Html | undefined): Promise<Chosen | undefined> {
  let near = await kit.look((app, actor) =>
    actor === undefined ? [] : app.rules.likelyTickers(actor.place.chat).slice(0, MOST_TICKERS),
  );
  let said = note;
  for (;;) {
    const typed = await kit.ask({
      crumbs: [],
      text: html`${said ? html`⚠️ ${said} ` : ''}🔔 Which ticker is it about?`,
      options: inRows(near.map((name) => ({ label: name, value: name }))),
      typed: { hint: 'NVDA', read: (text) => ({ value: text }) },
    });
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
  readonly note: string | undefined;
};

/** Presets around the price as it is, or a condition in one's own words, asked until it can be had. */
async function askCondition(kit: Kit, { ticker, family }: Asking): Promise<string | undefined> {
  const presets = await kit.look((app) => app.rules.presets(ticker.name, family));
  let said: string | undefined;
  for (;;) {
    const typed = await kit.ask({
      crumbs: [ticker.name],
      text: html`${said === undefined ? '' : `⚠️ ${said} `}${ticker.says}. ${ASKS[family]}`,
      options: inRows(presets.map((text) => ({ label: text, value: text }))),
      typed: { hint: HINTS[family], read: (text) => ({ value: withSign(text, family) }) },
    });
    if (typed === undefined) return undefined;
    said = await kit
      .look(async (app, actor) =>
        actor === undefined
          ? null
          : ((await app.rules.complaint(`${ticker.name} ${typed}`, actor.place.chat)) ?? null),
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
};

const HINTS: Readonly<Record<RuleFamily, string>> = {
  above: '155',
  below: '140',
  move: '±5% 1d',
  change: 'change > 3%',
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
  }
}

function inRows(options: readonly Option[]): readonly (readonly Option[])[] {
  const rows: (readonly Option[])[] = [];
  for (let i = 0; i < options.length; i += PER_ROW) rows.push(options.slice(i, i + PER_ROW));
  return rows;
}
