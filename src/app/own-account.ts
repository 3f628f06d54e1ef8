import type { AppDeps } from './deps.ts';
import { freeName } from './free-name.ts';

type Needs = Pick<AppDeps, 'store' | 'clock' | 'brokerage'>;

/** Its name until its owner gives it another. */
const NAME = 'main';

/**
 * Makes the account of the environment the first owner's. Called before each look at the accounts: the first owner may come
 * later than the program.
 */
export function ownAccountInstaller({ store, clock, brokerage }: Needs) {
  return (): void => {
    const { ownStage } = brokerage;
    if (ownStage === undefined) return;
    const ours = store.accounts.all().filter(({ id }) => store.accounts.keys(id)?.origin === 'env');
    if (ours.some(({ stage }) => stage === ownStage)) return;
    const owner = store.people.owners()[0]?.id;
    if (owner === undefined) return;
    store.transact(() => {
      // Demonstration and real money are two accounts: the key of one says nothing about the other.
      for (const { id } of ours) store.accounts.remove(id, clock());
      const id = store.accounts.add(
        {
          user: owner,
          name: freeName(store, owner, NAME),
          broker: 'trading212',
          stage: ownStage,
          origin: 'env',
          remoteId: undefined,
          // Its broker says which, at the first look.
          currency: '',
          shape: undefined,
        },
        clock(),
      );
      const entry = {
        action: 'account.add',
        subject: String(id),
        after: `environment ${ownStage}`,
      };
      store.audit.add({ user: undefined, ...entry }, clock());
    });
  };
}
