import { html, lines } from '../../core/html.ts';
import type { Kit, Wizard } from '../wizard.ts';

/**
 * Asks which channel, then for its address. The address may be a secret and the wizard's state is kept, so whatever is
 * typed ends it: the command says what is wrong with it and offers to try again.
 */
export const channelsWizard: Wizard = {
  name: 'channels',
  command: 'channels',
  async run(kit, about) {
    const kinds = await kit.look((app) =>
      app.contacts.kinds().filter((kind) => kind.obstacle === undefined),
    );
    const name = about ?? (await askWhich(kit, kinds));
    if (name === undefined) return undefined;
    const kind = kinds.find((one) => one.name === name);
    const example = kind?.example.replace(/^\S+\s*/, '') ?? '';
    // There is nothing to be told of some.
    if (example === '') return `add ${name}`;
    const address = await kit.ask({
      crumbs: ['Add', name],
      text: lines(
        html`Write where to: ${kind?.says ?? name}. For example: <code>${example}</code>`,
        html`If there is a secret in it, I delete your message, and keep it sealed.`,
      ),
      options: [],
      typed: { hint: example, isSecret: true, read: (text) => ({ value: text }) },
    });
    return address === undefined ? undefined : `add ${name} ${address}`;
  },
};

type Kinds = readonly { readonly name: string; readonly says: string }[];

function askWhich(kit: Kit, kinds: Kinds): Promise<string | undefined> {
  const text =
    kinds.length === 0
      ? html`📣 No other way can be used here: whoever runs me has to set one up first.`
      : html`📣 Where shall alerts go besides Telegram?`;
  const options = kinds.map(({ name, says }) => [{ label: says, value: name }]);
  return kit.ask({ crumbs: [], text, options });
}
