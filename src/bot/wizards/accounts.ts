import { html, lines } from '../../core/html.ts';
import type { Kit, Wizard } from '../wizard.ts';

/**
 * Asks whose money it is, then for the key; or for another key, or a name. A key is a secret and the wizard's state is
 * kept, so whatever is typed ends it: the command says what is wrong with it and offers to try again.
 *
 * `about` is the beginning of the command's words: `add demo`, `key 1`, `rename 1`.
 */
export const accountsWizard: Wizard = {
  name: 'accounts',
  command: 'accounts',
  async run(kit, about) {
    const start = about ?? (await askStage(kit));
    if (start === undefined) return undefined;
    if (start.startsWith('rename')) {
      const name = await kit.ask({
        crumbs: ['Rename'],
        text: html`What shall it be called?`,
        options: [],
        typed: { hint: 'ISA', read: (text) => ({ value: text }) },
      });
      return name === undefined ? undefined : `${start} ${name}`;
    }
    const key = await kit.ask({
      crumbs: [start.startsWith('key') ? 'Another key' : 'Connect', ...stageOf(start)],
      text: lines(
        html`Make a key in the app of Trading 212: Settings → API. Reading the account, the
        portfolio, orders and history is enough for everything but selling.`,
        html`Then send me the key and its secret in one message, with a blank between them. I delete
        that message, and keep both sealed.`,
      ),
      options: [],
      typed: { hint: 'KEY SECRET', isSecret: true, read: (text) => ({ value: text }) },
    });
    return key === undefined ? undefined : `${start} ${key}`;
  },
};

function stageOf(start: string): readonly string[] {
  if (start.startsWith('add demo')) return ['Demo'];
  return start.startsWith('add live') ? ['Real money'] : [];
}

async function askStage(kit: Kit): Promise<string | undefined> {
  const mayGoLive = await kit.look((app) => app.accounts.mayGoLive());
  // Where there is nothing to choose, nothing is asked.
  if (!mayGoLive) return 'add demo';
  return kit.ask({
    crumbs: [],
    text: html`📒 Which account at Trading 212?`,
    options: [
      [{ label: 'The demo account', value: 'add demo' }],
      [{ label: 'Real money', value: 'add live' }],
    ],
  });
}
