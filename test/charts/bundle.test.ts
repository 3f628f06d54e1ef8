import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle } from '../../build.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// Entries lie inside the project, so that the bundler finds packages; the image is put together outside, where it does not.
let sources = '';
let image = '';
beforeEach(() => {
  mkdirSync('artifacts', { recursive: true });
  sources = mkdtempSync('artifacts/charts-');
  image = mkdtempSync(join(tmpdir(), 'charts-'));
});
afterEach(() => {
  rmSync(sources, { recursive: true });
  rmSync(image, { recursive: true });
});

async function bundled(main: string): Promise<void> {
  writeFileSync(join(sources, 'main.ts'), main);
  await bundle({ entry: join(sources, 'main.ts'), outdir: join(sources, 'dist') });
}

/** What the Dockerfile carries over from the packages, as from and to. */
function carried(): readonly (readonly [string, string])[] {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').matchAll(
    /^COPY --from=packages \/app\/(\S+) (\S+)$/gm,
  );
  return [...lines].map(([, from = '', to = '']) => [from, to] as const);
}

const DRAWS = `
  import { drawChart } from '../../src/charts/draw.ts';
  const column = (value) => Float64Array.of(value, value);
  const bars = { openedAt: Float64Array.of(0, 864e5), open: column(1), high: column(2), low: column(1), close: column(2), volume: column(1) };
  const rest = { subtitle: '', bars, timeframe: '1d', zone: 'UTC', overlays: [], panes: [], levels: [], marks: [], theme: 'light' };
  const [named, unnamed] = [await drawChart({ title: 'A title', ...rest }), await drawChart({ title: '', ...rest })];
  console.log(named.length > unnamed.length + 100);`;

test('the bundle draws pictures, with text in them, from what the image carries and nothing else', async () => {
  await bundled(DRAWS);
  cpSync(join(sources, 'dist'), join(image, 'dist'), { recursive: true });
  for (const [from, to] of carried())
    cpSync(join(ROOT, from), join(image, to), { recursive: true });
  writeFileSync(join(image, 'package.json'), '{"type":"module"}');
  const run = promisify(execFile)(process.execPath, ['dist/main.js'], { cwd: image });
  expect((await run).stdout).toBe('true\n');
});

test('a program that would load what draws at its start is not bundled', async () => {
  const eager = `import { chartSvg } from '../../src/charts/chart.ts'; console.log(chartSvg);`;
  await expect(bundled(eager)).rejects.toThrow(
    /only when they are needed:[^]*src\/charts\/chart\.ts/,
  );
});
