import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/bot/commands.ts';

const readme = readFileSync('README.md', 'utf8');
const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts,
);
const pages = ['README.md', ...globSync('docs/**/*.md')];

/** What a page of ours names between backticks or in an indented block. */
function codeOf(text: string): readonly string[] {
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const blocks = [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, code = '']) => code);
  return [...inline, ...blocks];
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('names only npm scripts that exist', () => {
    const named = codeOf(text).flatMap((code) =>
      [...code.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(
        ([, script, short = '']) => script ?? short,
      ),
    );
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  test('names only files of ours that exist', () => {
    const named = codeOf(text).filter((code) =>
      /^(?:src|test|docs|bench|deploy|drizzle)\/[\w./*-]+$/.test(code),
    );
    const missing = named.filter(
      (path) => !path.includes('*') && !/\/x[.-]/.test(path) && !existsSync(path),
    );
    expect(missing).toEqual([]);
  });

  test('links only to pages and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [, path = '', heading] of links) {
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(target), target).toBe(true);
      if (heading !== undefined) expect(headingsOf(target)).toContain(heading);
    }
  });

  test('names only commands that exist', () => {
    const known = new Set(COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
    const named = codeOf(text).flatMap((code) => /^\/([a-z]+)(?: |$)/.exec(code)?.[1] ?? []);
    const ours = named.filter((name) => !ELSEWHERE.has(name));
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
  });
});

/** Addresses of the web port, folders of the container, commands of @BotFather, and the example of docs/adding.md. */
const ELSEWHERE = new Set(
  'healthz readyz health metrics data tmp fail newbot revoke fit'.split(' '),
);

test('the README lists every command, with the role that it needs', () => {
  const rows = [...readme.matchAll(/^\| `\/(\w+)` +\|.*\| (\w+) +\|$/gm)];
  const listed = new Map(rows.map(([, name = '', role = '']) => [name, role]));
  expect(listed).toEqual(new Map(COMMANDS.map(({ name, needs }) => [name, needs])));
});

test('the README gives the two commands, and the checks of a change call what it says', () => {
  const blocks = codeOf(readme);
  expect(blocks).toContain('npm ci && npm start');
  expect(blocks).toContain('npm ci && npm test');
  const checks = readFileSync('.ci/run', 'utf8');
  expect(checks).toMatch(/^npm ci\b/m);
  expect(checks).toMatch(/^npm test$/m);
});

/** GitHub's anchors. */
function headingsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s/g, '-'),
  );
}
