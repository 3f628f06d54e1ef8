import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** What the bundle is made of. Paths are relative to the working directory. */
export type BundleOptions = {
  readonly entry: string;
  readonly outdir: string;
};

/** Wanted only in some runs, and dear to load: their place is behind `import()`. */
const NOT_AT_START = [
  'src/sandbox/',
  'node_modules/yahoo-finance2/',
  'node_modules/nodemailer/',
  'node_modules/@aws-sdk/',
  'node_modules/@smithy/',
  'src/charts/chart.ts',
  'src/charts/curve.ts',
  'src/charts/png.ts',
  'node_modules/d3-',
];

// Modules compiled before the cache is on are not cached, so the switch needs a file that imports nothing else. Once the program
// runs, V8 is asked to keep its heap small; not before, since the start would take half as long again.
const LAUNCHER = `import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
enableCompileCache(import.meta.dirname + '/.compile-cache');
await import('./bellwether.js');
setFlagsFromString('--optimize-for-size');
setFlagsFromString('--semi-space-growth-factor=1');
`;

// Bundled CommonJS packages ask for node's builtins by require, which an ES module does not have.
const REQUIRE = `import { createRequire as bundledRequire } from 'node:module';
const require = bundledRequire(import.meta.url);`;

/** Packages of which the program uses a corner. What is bundled is held in memory whole, text and all. */
const CUT_DOWN: Readonly<Record<string, string>> = {
  // What grammY falls back on without `client.fetch`, which the program always gives it: 400 KiB, and a warning at every start.
  'node-fetch': "exports.default = () => { throw new Error('node-fetch is not in the bundle'); };",
  // Pools alone, made as undici's own index makes them: without fetch, WebSocket, mocks and caches, 700 KiB.
  undici: `const Dispatcher = require('./lib/dispatcher/dispatcher');
    Object.assign(Dispatcher.prototype, require('./lib/api'));
    exports.Pool = require('./lib/dispatcher/pool');`,
  // Sixty languages of error texts; English registers itself.
  '../locales/index.js': 'export {};',
};

const cutDown: Plugin = {
  name: 'cut down',
  setup({ onResolve, onLoad }) {
    const filter = /^(node-fetch|undici|\.\.\/locales\/index\.js)$/;
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'cut-down' }));
    onLoad({ filter: /.*/, namespace: 'cut-down' }, ({ path }) => ({
      contents: CUT_DOWN[path] ?? '',
      resolveDir: 'node_modules/undici',
    }));
  },
};

// Importing node:http lists its exports, and one of them is a getter that loads all of node's own fetch: 40 ms and some MB.
// Required, a builtin is only what is taken of it.
const requiredBuiltins: Plugin = {
  name: 'required builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

/**
 * Bundles the program into `outdir`, start it with `node main.js` there.
 *
 * ES modules in pieces: what the program imports when it needs it stays out of the start. Every piece lies directly in
 * `outdir`, so what a source reads beside itself must lie there too.
 *
 * @throws when something that should wait would load at the start
 */
export async function bundle({ entry, outdir }: BundleOptions): Promise<Metafile> {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { bellwether: entry },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Carry native libraries, which cannot be bundled.
    external: ['better-sqlite3', '@resvg/resvg-js'],
    banner: { js: REQUIRE },
    plugins: [cutDown, requiredBuiltins],
    // Less text is less memory; names stay, so that errors can be read.
    minifyWhitespace: true,
    // One letter beyond Latin in a piece doubles what all of its text takes. In strings they are escaped, in templates not.
    supported: { 'template-literal': false },
    minifySyntax: true,
    sourcemap: 'external',
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  const tooEarly = loadedAtStart(metafile, entry).filter((input) =>
    NOT_AT_START.some((part) => input.includes(part)),
  );
  if (tooEarly.length > 0) {
    throw new Error(`These should load only when they are needed:\n${tooEarly.join('\n')}`);
  }
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.js')) escapePatterns(file);
  writeFileSync(join(outdir, 'main.js'), LAUNCHER);
  return metafile;
}

/** What esbuild leaves unescaped are regular expressions, which read an escape as the letter itself. */
function escapePatterns(file: string): void {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replaceAll(
    /[\u0080-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (escaped !== text) writeFileSync(file, escaped);
}

/** The sources that an ordinary start runs: those reached from the entry or from wire/run.ts without another `import()`. */
function loadedAtStart({ outputs }: Metafile, entry: string): readonly string[] {
  const starts = [entry, 'src/wire/run.ts'];
  const reached = new Set(
    Object.keys(outputs).filter((file) => starts.includes(outputs[file]?.entryPoint ?? '')),
  );
  for (const file of reached) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[path]) reached.add(path);
    }
  }
  return [...reached].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
}

if (import.meta.main) {
  const { outputs } = await bundle({ entry: 'src/main.ts', outdir: 'dist' });
  cpSync('drizzle', 'dist/drizzle', { recursive: true });
  cpSync('src/sandbox/page/browser', 'dist/browser', { recursive: true });
  for (const [file, { bytes }] of Object.entries(outputs)) {
    if (file.endsWith('.js')) console.log(`${file}  ${Math.ceil(bytes / 1024)} KiB`);
  }
}
