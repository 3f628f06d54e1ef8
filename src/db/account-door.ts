import type { Broker, Brokers, Credentials } from '../core/ports/broker.ts';
import type { Seal } from '../core/ports/seal.ts';
import { sealedFor } from './accounts.ts';
import type { Store } from './store.ts';

export type AccountDoorDeps = {
  readonly store: Pick<Store, 'accounts'>;
  readonly seal: Seal;
  readonly brokers: Brokers;
  /** What stands in the environment for its own account. */
  readonly ownCredentials: Credentials | undefined;
};

/** How an account was found. `none`: no broker keeps it. `shut`: its key cannot be had; `why` follows the account's name. */
export type Opened =
  | { readonly kind: 'open'; readonly broker: Broker }
  | { readonly kind: 'none' }
  | { readonly kind: 'shut'; readonly why: string };

export type AccountDoor = ReturnType<typeof accountDoor>;

/** The only way from an account to its broker: nobody else opens what is sealed. */
export function accountDoor({ store, seal, brokers, ownCredentials }: AccountDoorDeps) {
  function credentialsOf(id: number): Credentials | undefined {
    const keys = store.accounts.keys(id);
    if (keys?.origin === 'env') return ownCredentials;
    const opened = keys?.sealed === undefined ? undefined : seal.open(keys.sealed, sealedFor(id));
    // Sealed by ourselves and unchanged since, so its form is known.
    return opened === undefined ? undefined : (JSON.parse(opened) as Credentials);
  }

  function open(id: number): Opened {
    const account = store.accounts.get(id);
    if (account === undefined || account.broker === 'manual') return { kind: 'none' };
    const { broker: kind, stage } = account;
    const keys = store.accounts.keys(id);
    const credentials = credentialsOf(id);
    if (kind !== 'paper' && credentials === undefined)
      return { kind: 'shut', why: keys?.origin === 'env' ? NOT_IN_ENV : OTHER_KEY };
    const broker = brokers.open({ id, kind, stage, credentials, shape: keys?.shape });
    return broker === undefined ? { kind: 'none' } : { kind: 'open', broker };
  }

  return {
    open,
    /** Undefined where no broker keeps it, or its key cannot be had. */
    brokerOf(id: number): Broker | undefined {
      const opened = open(id);
      return opened.kind === 'open' ? opened.broker : undefined;
    },
    probe: brokers.probe,
    /** Seals what opens an account; within a transaction. From now on it is opened by that. */
    keep(id: number, credentials: Credentials): void {
      store.accounts.setSealed(id, seal.close(JSON.stringify(credentials), sealedFor(id)));
      brokers.forget(id);
    },
    /** Ends what is open of it. */
    forget: (id: number): void => brokers.forget(id),
  };
}

const NOT_IN_ENV =
  'has no key: T212_API_KEY, which it was set up with, is not in my environment any more';
const OTHER_KEY = 'cannot be opened: its key was sealed with another key than the one I have';
