import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';

const entrySchema = z.object({
  /** Counts from 1 within a file, across restarts. */
  n: z.int(),
  /** Epoch milliseconds of the machine, whatever the world's clock says. */
  at: z.number(),
  method: z.string(),
  chat: z.number(),
  message: z.int(),
  text: z.string(),
  /** Callback data of the buttons, in order: where a delivery's own reference can be found. */
  data: z.array(z.string()),
});

export type LedgerEntry = Readonly<z.output<typeof entrySchema>>;

export type Ledger = { readonly append: (entry: Omit<LedgerEntry, 'n'>) => void };

/** Every accepted send and edit, one JSON line each, written before the bot gets its answer. */
export function openLedger(path: string): Ledger {
  let n = 0;
  if (existsSync(path)) {
    const whole = wholeLines(path);
    truncateSync(path, Buffer.byteLength(whole));
    n = readLedger(path).at(-1)?.n ?? 0;
  }
  return {
    append: (entry) => {
      n += 1;
      appendFileSync(path, `${JSON.stringify({ n, ...entry })}\n`);
    },
  };
}

export function readLedger(path: string): readonly LedgerEntry[] {
  if (!existsSync(path)) return [];
  return wholeLines(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => entrySchema.parse(JSON.parse(line)));
}

// A process killed while writing leaves half a line, which was never answered for.
function wholeLines(path: string): string {
  const content = readFileSync(path, 'utf8');
  return content.slice(0, content.lastIndexOf('\n') + 1);
}
