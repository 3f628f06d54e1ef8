import type { Config } from '../config.ts';
import type { Log } from '../core/ports/log.ts';

/** What every way of running begins with. */
export type Start = {
  readonly config: Config;
  readonly log: Log;
  /** The folder of the migrations. */
  readonly migrations: string;
};
