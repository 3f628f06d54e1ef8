import { html } from '../../core/html.ts';
import { parseTicker } from '../../core/ticker.ts';
import type { Wizard } from '../wizard.ts';

/** Asks which tickers to add. */
export const watchWizard: Wizard = {
  name: 'watch',
  command: 'watch',
  run: (kit) =>
    kit.ask({
      crumbs: [],
      text: html`👀 Which tickers shall I watch? Write them with spaces between, such as NVDA ^GSPC
      BTC-USD.`,
      options: [
        [
          { label: 'S&P 500', value: '^GSPC' },
          { label: 'Nasdaq 100 ETF', value: 'QQQ' },
        ],
        [
          { label: 'Bitcoin', value: 'BTC-USD' },
          { label: 'Euro / Dollar', value: 'EURUSD=X' },
        ],
      ],
      typed: {
        hint: 'NVDA AMD ^GSPC',
        read: (text) =>
          text.split(/[\s,;]+/).some((word) => parseTicker(word) !== undefined)
            ? { value: text }
            : { problem: html`I see no ticker in that. One looks like NVDA, ^GSPC or BTC-USD.` },
      },
    }),
};
