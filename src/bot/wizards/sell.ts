import { html } from '../../core/html.ts';
import { numberIn, sizeIn, sizeText, whyNoSize } from '../sale-words.ts';
import { heldName, rowName } from '../views/selling-words.ts';
import type { Wizard } from '../wizard.ts';

const MOST = 8;

/** What /sell is told when there is nothing to choose from. */
export const NONE = 'nothing';

/** Picker → size → floor; the card asks for the rest. */
export const sellWizard: Wizard = {
  name: 'sell',
  command: 'sell',
  async run(kit, about) {
    const rows = await kit.look((app, actor) =>
      actor === undefined
        ? []
        : app.selling.dashboard(actor).rows.map((row) => ({
            id: String(row.position.id),
            name: heldName(row.position),
            label: rowName(row),
          })),
    );
    if (rows.length === 0) return NONE;
    const id =
      about ??
      (await kit.ask({
        crumbs: [],
        text: html`🔴 What is to be sold?`,
        options: rows.slice(0, MOST).map((row) => [{ label: row.label, value: row.id }]),
      }));
    if (id === undefined) return undefined;
    const name = rows.find((row) => row.id === id)?.name ?? `#${id}`;
    const size = await kit.ask({
      crumbs: [name],
      text: html`How much of it?`,
      options: [
        [
          { label: '25%', value: '25%' },
          { label: '50%', value: '50%' },
          { label: 'All', value: 'all' },
        ],
      ],
      typed: { hint: 'A number of shares, or a share as 40%', read: readSize },
    });
    if (size === undefined) return undefined;
    const floor = await kit.ask({
      crumbs: [name, size],
      text: html`Below which price is nothing to be sold? Without one it is 3% below the price that
      I show.`,
      options: [[{ label: 'No price of my own', value: 'none' }]],
      typed: { hint: 'A price, as 131.20', read: readFloor },
    });
    if (floor === undefined) return undefined;
    return floor === 'none' ? `#${id} ${size}` : `#${id} ${size} limit ${floor}`;
  },
};

function readSize(text: string) {
  const size = sizeIn(text);
  return size === undefined
    ? { problem: html`I read ${text}: ${whyNoSize(text)}.` }
    : { value: sizeText(size) };
}

function readFloor(text: string) {
  const price = numberIn(text.replace(/^[$€£]/, ''));
  return price === undefined || price <= 0
    ? { problem: html`I need a price, as 131.20.` }
    : { value: String(price) };
}
