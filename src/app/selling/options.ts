import type { Ceiling } from '../../core/intent.ts';
import type { Broker } from '../../core/ports/broker.ts';

/** What is set from outside about selling, and how a broker is reached. */
export type SellingOptions = {
  /** `AUTOSELL`: the most that anybody may choose. */
  readonly ceiling: Ceiling;
  /** `T212_ACCOUNT_ID`: the one live account that may be sold from. */
  readonly pinnedAccount: string | undefined;
  /** While there is a file of that name nothing is sold. It lies beside the database. */
  readonly haltFile: string;
  /** Undefined where none keeps the account, or its key cannot be opened. */
  readonly brokerOf: (accountId: number) => Broker | undefined;
};
