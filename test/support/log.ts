import type { Log, LogFields } from '../../src/core/ports/log.ts';

/** A log that nobody reads. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => silentLog,
};

/** A log that keeps what is a warning or worse, one text a line. */
export function complainingLog(complaints: string[]): Log {
  const note = (message: string, fields?: LogFields): void =>
    void complaints.push(`${message} ${JSON.stringify(fields, errorsToo) ?? ''}`);
  const log: Log = { ...silentLog, warn: note, error: note, fatal: note, child: () => log };
  return log;
}

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.message}\n${value.stack ?? ''}` : value;
}
