/** Closes text so that only the holder of the key can read it. The key itself never leaves the implementation. */
export type Seal = {
  /** @param context names the row that the text belongs to: in another place it cannot be opened */
  close(text: string, context: string): string;
  /** Undefined when it was closed with another key, for another context, or has been changed. */
  open(sealed: string, context: string): string | undefined;
};
