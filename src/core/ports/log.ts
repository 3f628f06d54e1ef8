/** How much is written, least to most; each level includes the ones before it. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Facts that go beside a log line's sentence. Any value: secrets in it are masked, errors are written with their causes. */
export type LogFields = { readonly [name: string]: unknown };

/** Where the program writes what it did. A call never throws and never waits. */
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
  /** A log whose lines all carry `fields`. */
  child(fields: LogFields): Log;
};
