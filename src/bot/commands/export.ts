import type { ExportWish } from '../../app/book-files.ts';
import { html } from '../../core/html.ts';
import type { Instant } from '../../core/time.ts';
import { defineCommand, type Change } from '../request.ts';
import { exportFiles, exportMessage } from '../views/export.ts';

export const exportCommand = defineCommand({
  name: 'export',
  says: 'Your trades, positions and what they were worth, as xlsx or CSV',
  needs: 'member',
  where: ['private'],
  topic: 'watching',
  isRare: true,
  changes: 'nothing',
  examples: ['/export', '/export xlsx', '/export csv 2025'],
  async run({ args, actor, now }, app): Promise<Change> {
    const wish = readWish(args);
    if (wish === 'ask') return () => exportMessage(app.bookFiles.counts(actor), yearOf(now));
    if (wish === undefined) {
      return () => ({
        text: html`I read <code>/export ${args}</code>. What I know is <code>xlsx</code> or
          <code>csv</code>, and a year if it is to be one alone: <code>/export csv 2025</code>`,
      });
    }
    const made = await app.bookFiles.make(actor, wish);
    return () => exportFiles(made, wish);
  },
  buttons: {
    export: {
      needs: 'member',
      run({ actor, now }, app) {
        const message = exportMessage(app.bookFiles.counts(actor), yearOf(now));
        return () => ({ messages: [message] });
      },
    },
    'export-file': {
      needs: 'member',
      async run({ subject, actor }, app) {
        const { format, year } = subject;
        const wish: ExportWish = {
          format: format === 'csv' ? 'csv' : 'xlsx',
          year: typeof year === 'number' ? year : undefined,
        };
        const messages = exportFiles(await app.bookFiles.make(actor, wish), wish);
        return () => ({ messages });
      },
    },
  },
});

function readWish(args: string): ExportWish | 'ask' | undefined {
  const words = args
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return 'ask';
  let format: ExportWish['format'] = 'xlsx';
  let year: number | undefined;
  for (const word of words) {
    if (word === 'csv' || word === 'xlsx') format = word;
    else if (/^(?:19|20)\d\d$/.test(word)) year = Number(word);
    else return undefined;
  }
  return { format, year };
}

function yearOf(now: Instant): number {
  return new Date(now).getUTCFullYear();
}
