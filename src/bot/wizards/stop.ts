import { formatMoney } from '../../core/format.ts';
import { html, lines } from '../../core/html.ts';
import type { Kit, Option, Wizard } from '../wizard.ts';

const MOST_SHOWN = 7;
const MOST_PRESETS = 6;

/** Which position, what has no stop first; then where, with what each choice comes to now. */
export const stopWizard: Wizard = {
  name: 'stop',
  command: 'stop',
  async run(kit, about) {
    const which = await position(kit, about);
    if (which === undefined) return undefined;
    const near = await kit.look(async (app, actor) => {
      const [line] = actor === undefined ? [] : app.stops.named(actor.user, which);
      if (actor === undefined || line === undefined) return null;
      const card = await app.stops.card(actor.user, line.position.id);
      const { currency } = line.position;
      const price = line.price === undefined ? '' : formatMoney(line.price.price, currency);
      return {
        name: line.name,
        price,
        terms: card?.terms?.text ?? '',
        options: (card?.presets ?? [])
          .slice(0, MOST_PRESETS)
          .map(({ words, price: at }): Option => ({
            label: `${words} · ${formatMoney(at, currency)}`,
            value: words,
          })),
      };
    });
    // The command says what there is to say about what is not held.
    if (near === null) return which;
    const has = near.terms === '' ? [] : [[{ label: '✖ Take it off', value: 'off' }]];
    const terms = await kit.ask({
      crumbs: [near.name],
      text: lines(
        html`🛡 <b>${near.name}</b>${near.price === '' ? '' : ` at ${near.price}`}: where is its
          stop?`,
        near.terms === ''
          ? undefined
          : html`It has one, <code>${near.terms}</code>: new words never lower it.`,
        html`<b>It will only alert</b>; /autosell is for more.`,
      ),
      options: [...pairs(near.options), ...has],
      typed: { hint: '-8%, 132.50, trail 10%, risk 0.7%', read: (text) => ({ value: text }) },
    });
    return terms === undefined ? undefined : `${which} ${terms}`;
  },
};

async function position(kit: Kit, about: string | undefined): Promise<string | undefined> {
  if (about !== undefined && about !== '') return about;
  const held = await kit.look((app, actor) =>
    actor === undefined
      ? []
      : app.stops.pick(actor.user).map(({ name, stop, position: { id, currency } }) => ({
          label:
            stop?.price === undefined
              ? `${name} · ${stop === undefined ? 'no stop' : 'waiting'}`
              : `${name} · ${formatMoney(stop.price, currency)}${stop.by === 'broker' ? ' 🏦' : ''}`,
          value: `#${id}`,
        })),
  );
  return kit.ask({
    crumbs: [],
    text:
      held.length === 0
        ? html`🛡 I know of nothing that you hold. Type a ticker once it is in /positions, or connect
          a broker with /accounts.`
        : html`🛡 A stop for which position? Those without one come first.`,
    options: pairs(held.slice(0, MOST_SHOWN)),
    typed: { hint: 'NVDA', read: (text) => ({ value: text.split(/\s+/)[0] ?? '' }) },
  });
}

function pairs(options: readonly Option[]): readonly (readonly Option[])[] {
  return options.flatMap((_, i) => (i % 2 === 0 ? [options.slice(i, i + 2)] : []));
}
