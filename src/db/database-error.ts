/** The database cannot be used; the text is for the person who starts the program. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly fault: DatabaseFault | undefined;

  constructor(text: string, fault?: DatabaseFault) {
    super(text);
    this.fault = fault;
  }
}

/** Why SQLite refused: `locked` passes by itself, after the others nothing more can be written down. */
export type DatabaseFault = 'locked' | 'full' | 'damaged' | 'unusable';

const FAULTS: readonly (readonly [string, DatabaseFault])[] = [
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_IOERR', 'unusable'],
  ['SQLITE_READONLY', 'unusable'],
  ['SQLITE_CANTOPEN', 'unusable'],
];

/** @returns undefined for what is no fault of the database's own, such as a constraint */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (error instanceof DatabaseError) return error.fault;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const found = FAULTS.find(([name]) => code.startsWith(name))?.[1];
  // The query builder wraps what it is told.
  return found ?? databaseFault(error.cause);
}
