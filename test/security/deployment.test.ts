import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

test('dependencies are pinned exactly and locked, with a checksum for each', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const versions: readonly unknown[] = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((one) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(String(one)))).toEqual([]);
  const { packages }: { packages: Record<string, { integrity?: string; link?: boolean }> } =
    JSON.parse(read('package-lock.json'));
  const loose = Object.entries(packages).filter(
    ([name, { integrity, link }]) => name !== '' && link !== true && integrity === undefined,
  );
  expect(loose.map(([name]) => name)).toEqual([]);
});

test('install scripts run nowhere: not in the image, and at home only for the one that is named', () => {
  const installs = [...read('Dockerfile').matchAll(/npm (?:ci|install)[^\n]*/g)].map(
    ([line]) => line,
  );
  expect(installs.length).toBeGreaterThan(0);
  for (const line of installs) expect(line).toMatch(/^npm ci .*--ignore-scripts/);
  const { allowScripts } = JSON.parse(read('package.json'));
  expect(allowScripts).toMatchObject({ 'better-sqlite3': false, esbuild: false });
});

test('the image runs as nobody in particular, and as root only to hand a volume over', () => {
  const image = read('Dockerfile');
  expect(image.trimEnd()).toMatch(/FROM platform\nUSER node$/);
  const entry = read('deploy/entrypoint.sh');
  expect(entry).toMatch(
    /user="\$\{RUN_AS:-node\}"[^]*exec setpriv --reuid="\$user"[^\n]*--no-new-privs/,
  );
  // Nothing secret is baked in: the token of the warm-up is no token.
  expect(image).not.toMatch(/\d{6,}:[A-Za-z0-9_-]{30,}/);
  expect(image).not.toMatch(/^(?:ARG|ENV)[^\n]*(?:TOKEN|PASSWORD|SECRET|KEY)/m);
});

test('the container cannot write outside its volume, gain rights, or be reached from elsewhere', () => {
  const compose = read('compose.yaml');
  expect(compose).toMatch(/^ {4}read_only: true$/m);
  expect(compose).toMatch(/cap_drop:\n\s+- ALL/);
  expect(compose).toContain('no-new-privileges:true');
  expect(compose).toMatch(/pids_limit: \d+/);
  const ports = [...compose.matchAll(/^\s+- (\S*:\d+:\d+)$/gm)].map(([, port]) => port);
  expect(ports).toEqual(['127.0.0.1:8080:8080']);
});

test('no file that is deployed holds a secret', () => {
  for (const name of ['fly.toml', 'compose.yaml', 'Procfile', '.env.example'].filter((one) =>
    existsSync(join(ROOT, one)),
  )) {
    const text = read(name);
    expect(text, name).not.toMatch(/\d{6,}:[A-Za-z0-9_-]{30,}/);
    expect(text, name).not.toMatch(
      /^\s*(?:[A-Z_]*(?:TOKEN|PASSWORD|_KEY)) *[:=] *["']?[\w-]{12,}/m,
    );
  }
  const ignored = existsSync(join(ROOT, '.gitignore')) ? read('.gitignore') : '';
  expect(ignored).toMatch(/^\.env$/m);
  expect(read('.dockerignore')).toMatch(/^(?:\*|\.env\*?|\*\*\/\.env\*?)$/m);
});
