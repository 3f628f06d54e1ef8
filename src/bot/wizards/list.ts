import { html } from '../../core/html.ts';
import { parseListName } from '../../core/target.ts';
import { parseTicker } from '../../core/ticker.ts';
import type { Kit, Wizard } from '../wizard.ts';

/** A name, then what is in it. */
export const listNewWizard: Wizard = {
  name: 'list-new',
  command: 'list',
  async run(kit) {
    const name = await askName(kit, {
      crumbs: [],
      text: html`📋 What shall the new list be called? Rules will say it with an @, as in
        <code>@semis</code>.`,
    });
    if (name === undefined) return undefined;
    const tickers = await askTickers(kit, `@${name}`);
    return tickers === undefined ? undefined : `new ${name} ${tickers}`;
  },
};

/** More tickers for one list. */
export const listAddWizard: Wizard = {
  name: 'list-add',
  command: 'list',
  async run(kit, name = '') {
    const tickers = await askTickers(kit, `@${name}`);
    return tickers === undefined ? undefined : `add ${name} ${tickers}`;
  },
};

/** Another name for a list. */
export const listRenameWizard: Wizard = {
  name: 'list-rename',
  command: 'list',
  async run(kit, name = '') {
    const to = await askName(kit, {
      crumbs: [`@${name}`],
      text: html`✏️ What shall it be called from now on? Rules about it follow.`,
    });
    return to === undefined ? undefined : `rename ${name} ${to}`;
  },
};

function askName(
  kit: Kit,
  question: { readonly crumbs: readonly string[]; readonly text: ReturnType<typeof html> },
): Promise<string | undefined> {
  return kit.ask({
    ...question,
    options: [],
    typed: {
      hint: 'semis',
      read: (text) => {
        const name = parseListName(text);
        return name === undefined
          ? {
              problem: html`A name begins with a letter and has up to 24 letters, digits, - and _,
              such as semis.`,
            }
          : { value: name };
      },
    },
  });
}

function askTickers(kit: Kit, list: string): Promise<string | undefined> {
  return kit.ask({
    crumbs: [list],
    text: html`Which tickers go in? Write them with spaces between, such as NVDA AMD TSM.`,
    options: [],
    typed: {
      hint: 'NVDA AMD TSM',
      read: (text) =>
        text.split(/[\s,;]+/).some((word) => parseTicker(word) !== undefined)
          ? { value: text }
          : { problem: html`I see no ticker in that. One looks like NVDA, ^GSPC or BTC-USD.` },
    },
  });
}
