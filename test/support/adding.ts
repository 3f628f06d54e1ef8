import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One example of docs/adding.md: a file, or an entry of a list with the import that it needs. */
export type Example =
  | { readonly kind: 'file'; readonly path: string; readonly code: string }
  | {
      readonly kind: 'entry';
      readonly path: string;
      readonly list: string;
      readonly imports: string;
      readonly entry: string;
    };

/** The examples in the order of the page. */
export function readExamples(page: string): readonly Example[] {
  const fences = [...page.matchAll(/^```(?:ts|diff)\n(?:\/\/|#) (.*)\n([\s\S]*?)^```$/gm)];
  return fences.map(([, head = '', code = '']) => {
    const [, list, path] = /^(\w+) in (\S+)$/.exec(head) ?? [];
    if (list === undefined || path === undefined) return { kind: 'file', path: head, code };
    const [imports, entry, ...more] = code.trim().split('\n');
    if (!imports?.startsWith('+import ') || !entry?.startsWith('+  ') || more.length > 0)
      throw new Error(`${path} needs more than an import and an entry: ${code}`);
    return { kind: 'entry', path, list, imports: imports.slice(1), entry: entry.slice(3) };
  });
}

/** A copy of the program beside the real one, so that its packages are found, with the examples in it. */
export function copyWith(examples: readonly Example[]): { root: string; remove(): void } {
  mkdirSync('artifacts', { recursive: true });
  const root = mkdtempSync(join(resolve('artifacts'), 'adding-'));
  for (const part of [
    'src',
    'test/support',
    'drizzle',
    'build.ts',
    'tsconfig.json',
    'package.json',
  ])
    cpSync(part, join(root, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  for (const example of examples) apply(root, example);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function apply(root: string, example: Example): void {
  const path = join(root, example.path);
  if (example.kind === 'file') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, example.code, { flag: 'wx' });
    return;
  }
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, `${example.imports}\n${appended(text, example)}`);
}

/** The source with one more entry at the end of the list. */
function appended(text: string, { list, entry }: { list: string; entry: string }): string {
  const start = text.search(new RegExp(`^(export )?const ${list}\\b`, 'm'));
  const end = text.indexOf('];', start);
  if (start < 0 || end < 0) throw new Error(`There is no list named ${list}`);
  const before = text.slice(0, end).trimEnd();
  const comma = before.endsWith(',') || before.endsWith('[') ? '' : ',';
  return `${before}${comma}\n  ${entry}\n${text.slice(end)}`;
}
