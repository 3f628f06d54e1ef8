import { pino, stdTimeFunctions, type Logger } from 'pino';

import type { Log, LogFields, LogLevel } from './core/ports/log.ts';
import { createMask, type Mask } from './log/mask.ts';
import { createPlain } from './log/plain.ts';

export type LogOptions = {
  readonly level: LogLevel;
  /** Values that must never be written, whatever they are found in. */
  readonly secrets: readonly string[];
  /** Takes each finished line, its newline included; standard output when absent. */
  readonly write?: (line: string) => void;
};

/** Names that pino writes itself: a field of that name would shadow them in most readers. */
const RESERVED: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** A log of JSON lines (`level`, `time` as ISO 8601 UTC, the fields, `msg`) that cannot contain a secret. */
export function createLog({ level, secrets, write }: LogOptions): Log {
  const mask = createMask(secrets);
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return logOn(write === undefined ? pino(options) : pino(options, { write }), mask);
}

function logOn(logger: Logger, mask: Mask): Log {
  const plain = createPlain(mask);
  const say = (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') => {
    return (message: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](fieldsOf(fields, plain), mask(message));
    };
  };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    fatal: say('fatal'),
    child: (fields) => logOn(logger.child(fieldsOf(fields, plain)), mask),
  };
}

function fieldsOf(fields: LogFields, plain: (value: unknown) => unknown): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const safe = String(plain(name));
    out[RESERVED.has(safe) ? `${safe}_` : safe] = plain(value);
  }
  return out;
}
