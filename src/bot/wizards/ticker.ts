import { html, type Html } from '../../core/html.ts';
import { parseTicker } from '../../core/ticker.ts';
import type { Option, Wizard } from '../wizard.ts';

const MOST_TICKERS = 6;
const PER_ROW = 3;

/** One question, which ticker, for a command that only wants to know that. */
function tickerWizard(name: string, text: Html): Wizard {
  return {
    name,
    command: name,
    async run(kit) {
      const near = await kit.look((app, actor) =>
        actor === undefined ? [] : app.rules.likelyTickers(actor.place.chat).slice(0, MOST_TICKERS),
      );
      return kit.ask({
        crumbs: [],
        text,
        options: inRows(near.map((ticker) => ({ label: ticker, value: ticker }))),
        typed: {
          hint: 'NVDA',
          read: (typed) =>
            parseTicker(typed.split(/\s+/)[0] ?? '') === undefined
              ? { problem: html`I see no ticker in that. One looks like NVDA, ^GSPC or BTC-USD.` }
              : { value: typed },
        },
      });
    },
  };
}

function inRows(options: readonly Option[]): readonly (readonly Option[])[] {
  return options.flatMap((_, i) => (i % PER_ROW === 0 ? [options.slice(i, i + PER_ROW)] : []));
}

export const chartWizard = tickerWizard('chart', html`📈 A chart of which ticker?`);
export const priceWizard = tickerWizard('price', html`💲 The price of which ticker?`);
export const levelsWizard = tickerWizard('levels', html`🪜 The levels of which ticker?`);
