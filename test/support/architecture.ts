import { posix } from 'node:path';

/** Source text by path from the root of the project: `src/core/time.ts`. */
export type Sources = ReadonlyMap<string, string>;

type Part = {
  /** Folders of src, or files in them without `.ts`, that it may import besides its own. */
  readonly imports: readonly string[];
  /** npm packages; `*` stands for the rest of a name. */
  readonly packages: readonly string[];
  /** Pure parts do without node's builtins. */
  readonly pure?: true;
};

type Import = { readonly path: string; readonly typeOnly: boolean };
type Complain = (file: string, what: string) => void;

const ANYTHING = ['*'];

/** Who may import whom. A part is a folder of src, or a file directly in src together with the folder of its name. */
const PARTS: Readonly<Record<string, Part>> = {
  core: { imports: [], packages: ['zod'], pure: true },
  analysis: { imports: ['core'], packages: [], pure: true },
  rules: { imports: ['core', 'analysis'], packages: ['zod', 'chevrotain'], pure: true },
  alerts: { imports: ['core'], packages: [], pure: true },
  portfolio: { imports: ['core', 'analysis'], packages: ['zod', 'papaparse'], pure: true },
  charts: { imports: ['core', 'analysis'], packages: ['d3-*', '@resvg/*'] },
  db: { imports: ['core'], packages: ['drizzle-orm', 'better-sqlite3'] },
  http: { imports: ['core'], packages: ['undici'] },
  providers: { imports: ['core', 'http'], packages: ['zod', 'yahoo-finance2'] },
  channels: {
    imports: ['core', 'http'],
    packages: ['zod', 'nodemailer', 'grammy', '@aws-sdk/client-sns'],
  },
  broker: { imports: ['core', 'http'], packages: ['zod'] },
  app: {
    imports: ['core', 'rules', 'alerts', 'portfolio', 'analysis', 'charts', 'db'],
    packages: ['write-excel-file'],
  },
  scanners: {
    imports: ['core', 'analysis', 'rules', 'alerts', 'portfolio', 'db'],
    packages: ['croner'],
  },
  bot: {
    imports: ['core', 'app', 'alerts/journey', 'alerts/message'],
    packages: ['grammy', '@grammyjs/*'],
  },
  web: { imports: ['core', 'app'], packages: ['hono', '@hono/node-server', 'prom-client'] },
  queue: { imports: ['core'], packages: ['bullmq'] },
  sandbox: { imports: ['core', 'http', 'providers'], packages: ANYTHING },
  config: { imports: ['core'], packages: ['zod'] },
  log: { imports: ['core'], packages: ['zod', 'pino'] },
  // main and wire join the parts and decide nothing.
  wire: { imports: ANYTHING, packages: ANYTHING },
  top: { imports: ANYTHING, packages: ANYTHING },
};

const LONGEST_FILE = 250;

/** Every way in which the sources break the rules of the house, as sentences; empty when they keep them all. */
export function violations(sources: Sources): readonly string[] {
  const found: string[] = [];
  const complain: Complain = (file, what) => found.push(`${file} ${what}`);
  const graph = new Map<string, readonly string[]>();
  for (const [file, text] of sources) {
    const imports = importsOf(text);
    checkShape(file, text, complain);
    for (const one of imports) checkImport(file, one, complain);
    graph.set(
      file,
      imports.flatMap(({ path }) => resolved(file, path) ?? []),
    );
  }
  for (const cycle of cyclesOf(graph)) found.push(`imports go in a circle: ${cycle.join(' → ')}`);
  return found.sort();
}

/** What generated SQL may not do: rebuild a table (which deletes the rows of its children), or make one that is not STRICT. */
export function sqlViolations(sources: Sources): readonly string[] {
  return [...sources].flatMap(([file, text]) => {
    const statements = text
      .replaceAll(/^--(?!>).*$/gm, '')
      .split(/--> statement-breakpoint/)
      .map((statement) => statement.trim());
    return [
      ...(/\bdrop\s+table\b/i.test(text) ? [`${file} drops a table`] : []),
      ...(text.includes('__new_') ? [`${file} rebuilds a table`] : []),
      ...statements
        .filter(
          (statement) => /^create\s+table\b/i.test(statement) && !/\bSTRICT\s*;?$/.test(statement),
        )
        .map((statement) => `${file} makes a table that is not STRICT: ${statement.slice(0, 40)}`),
    ];
  });
}

function checkShape(file: string, text: string, complain: Complain): void {
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines > LONGEST_FILE) complain(file, `has ${lines} lines`);
  if (posix.basename(file) === 'index.ts') complain(file, 'is named like a barrel');
  if (isBarrel(text)) complain(file, 'only hands on what others export');
  if (!PARTS[partOf(file)]) complain(file, 'belongs to no part of the house');
}

function checkImport(file: string, { path, typeOnly }: Import, complain: Complain): void {
  const part = PARTS[partOf(file)];
  if (!part) return;
  if (path === '') complain(file, 'imports something that only shows when it runs');
  else if (path.startsWith('.')) checkOwn(file, path, complain);
  else if (path.startsWith('node:')) {
    if (part.pure) complain(file, `is pure and imports ${path}`);
  } else checkPackage(file, { path, typeOnly }, complain);
}

function checkOwn(file: string, path: string, complain: Complain): void {
  const target = resolved(file, path);
  const from = partOf(file);
  const allowed = PARTS[from]?.imports ?? [];
  if (target === undefined) {
    if (!path.endsWith('.json') && allowed !== ANYTHING)
      complain(file, `imports ${path}, outside src`);
    return;
  }
  if (partOf(target) === from || allowed === ANYTHING) return;
  const name = target.slice('src/'.length).replace(/\.ts$/, '');
  if (!allowed.some((one) => name === one || partOf(target) === one))
    complain(file, `may not import ${target}`);
}

function checkPackage(file: string, { path, typeOnly }: Import, complain: Complain): void {
  const name = path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
  const allowed = PARTS[partOf(file)]?.packages ?? [];
  const isAllowed = allowed.some((one) =>
    one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one,
  );
  if (!isAllowed) complain(file, `may not import the package ${name}`);
  else if (name === 'croner' && file !== 'src/scanners/schedule.ts')
    complain(file, 'imports croner, which only src/scanners/schedule.ts may');
  else if (name === 'grammy' && partOf(file) === 'channels') {
    if (file !== 'src/channels/telegram.ts' || !typeOnly)
      complain(
        file,
        'imports grammy; outside src/bot only the types in src/channels/telegram.ts may be',
      );
  }
}

/** The part of a file: its folder in src; `config` and `log` for the files of those names; `top` for others directly in src. */
function partOf(file: string): string {
  const [, name = '', ...rest] = file.split('/');
  if (rest.length > 0) return name;
  const part = name.replace(/\.ts$/, '');
  return part === 'config' || part === 'log' ? part : 'top';
}

function resolved(file: string, path: string): string | undefined {
  if (!path.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(file), path);
  return target.startsWith('src/') && target.endsWith('.ts') ? target : undefined;
}

// Statements start their line, as the formatter leaves them; a clause holds no `=`, `(` or quote before its `from`.
const STATIC = /^(?:import|export)\b([^'"();=]*?)\bfrom\s*['"]([^'"]+)['"];?/gm;
const BARE = /^import\s*['"]([^'"]+)['"];?/gm;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(?:['"]([^'"]*)['"])?/g;

function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const find = (pattern: RegExp, at: number) =>
    [...code.matchAll(pattern)].map((match) => ({
      path: match[at] ?? '',
      typeOnly: at === 2 && /^\s*type\b/.test(match[1] ?? ''),
    }));
  return [...find(STATIC, 2), ...find(BARE, 1), ...find(DYNAMIC, 1)];
}

function isBarrel(text: string): boolean {
  const code = withoutComments(text);
  const rest = code
    .replaceAll(STATIC, '')
    .replaceAll(BARE, '')
    .replaceAll(/^export \{[^}]*\};?/gm, '');
  return /^export\b/m.test(code) && rest.trim() === '';
}

/** Only comments that have their lines to themselves: one behind code cannot be told from `//` in a string. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return cycles;
}
