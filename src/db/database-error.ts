/** The database cannot be used; the text is for the person who starts the program. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
