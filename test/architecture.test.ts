import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sqlViolations, violations } from './support/architecture.ts';

const root = new URL('../', import.meta.url).pathname;

function read(pattern: string): Map<string, string> {
  const files = globSync(pattern, { cwd: root }).sort();
  return new Map(files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]));
}

test('the sources keep the rules of the house', () => {
  const sources = read('src/**/*.ts');
  expect(sources.size).toBeGreaterThan(50);
  expect(violations(sources)).toEqual([]);
});

test('no migration rebuilds a table, and every table is STRICT', () => {
  const migrations = read('drizzle/*.sql');
  expect(migrations.size).toBeGreaterThan(0);
  expect(sqlViolations(migrations)).toEqual([]);
});

// The rules themselves, each shown one file that breaks it.
describe('would be noticed:', () => {
  const one = (file: string, text: string) => violations(new Map([[file, text]]));

  test.each([
    [
      'core importing upwards',
      'src/core/a.ts',
      "import { x } from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'an upward import of a type',
      'src/core/a.ts',
      "import type { X } from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'an upward import over several lines',
      'src/core/a.ts',
      "import {\n  x,\n  type Y,\n} from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'an upward re-export',
      'src/core/a.ts',
      "export const a = 1;\nexport { x } from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'an upward import when it runs',
      'src/core/a.ts',
      "const x = await import('../db/open.ts');",
      'may not import src/db/open.ts',
    ],
    [
      'an upward import in a type',
      'src/core/a.ts',
      "type X = import('../db/open.ts').Db;",
      'may not import src/db/open.ts',
    ],
    [
      'an upward import for its effect',
      'src/core/a.ts',
      "import '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'providers reaching for the database',
      'src/providers/a.ts',
      "import { x } from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'the bot reaching past the app',
      'src/bot/a.ts',
      "import { x } from '../db/open.ts';",
      'may not import src/db/open.ts',
    ],
    [
      'the bot deciding alerts',
      'src/bot/a.ts',
      "import { x } from '../alerts/decide.ts';",
      'may not import src/alerts/decide.ts',
    ],
    [
      'the web talking to the bot',
      'src/web/a.ts',
      "import { x } from '../bot/bot.ts';",
      'may not import src/bot/bot.ts',
    ],
    [
      'anyone but wire importing the sandbox',
      'src/web/a.ts',
      "import { x } from '../sandbox/page.ts';",
      'may not import src/sandbox/page.ts',
    ],
    [
      'anyone importing main',
      'src/bot/a.ts',
      "import { x } from '../main.ts';",
      'may not import src/main.ts',
    ],
    [
      'an import from outside src',
      'src/core/a.ts',
      "import { x } from '../../test/support/a.ts';",
      'imports ../../test/support/a.ts, outside src',
    ],
    [
      'a builtin in a pure folder',
      'src/alerts/a.ts',
      "import { readFileSync } from 'node:fs';",
      'is pure and imports node:fs',
    ],
    [
      'a package that the folder may not have',
      'src/analysis/a.ts',
      "import { z } from 'zod';",
      'may not import the package zod',
    ],
    [
      'a scoped package that it may not have',
      'src/app/a.ts',
      "import { x } from '@grammyjs/runner';",
      'may not import the package @grammyjs/runner',
    ],
    [
      'a package by one of its paths',
      'src/app/a.ts',
      "import { x } from 'drizzle-orm/sqlite-core';",
      'may not import the package drizzle-orm',
    ],
    [
      'a required package',
      'src/app/a.ts',
      "const x = require('pino');",
      'may not import the package pino',
    ],
    [
      'croner elsewhere',
      'src/scanners/a.ts',
      "import { Cron } from 'croner';",
      'imports croner, which only src/scanners/schedule.ts may',
    ],
    [
      'grammy in another channel',
      'src/channels/a.ts',
      "import type { Api } from 'grammy';",
      'imports grammy; outside src/bot only the types in src/channels/telegram.ts may be',
    ],
    [
      'more of grammy than types in its channel',
      'src/channels/telegram.ts',
      "import { Api } from 'grammy';",
      'imports grammy; outside src/bot only the types in src/channels/telegram.ts may be',
    ],
    [
      'an import nobody can read',
      'src/db/a.ts',
      'const x = await import(name);',
      'imports something that only shows when it runs',
    ],
    ['an index file', 'src/core/index.ts', 'export const a = 1;', 'is named like a barrel'],
    [
      'a barrel',
      'src/core/a.ts',
      "/** All. */\nexport * from './time.ts';\nexport { b } from './b.ts';",
      'only hands on what others export',
    ],
    [
      'a barrel in two steps',
      'src/core/a.ts',
      "import { b } from './b.ts';\n\nexport { b };",
      'only hands on what others export',
    ],
    [
      'a file that is too long',
      'src/core/a.ts',
      'export const a = 1;\n'.repeat(251),
      'has 251 lines',
    ],
    [
      'a folder that is not in the plan',
      'src/utils/a.ts',
      'export const a = 1;',
      'belongs to no part of the house',
    ],
  ])('%s', (...[, file, text, says]) => {
    expect(one(file, text)).toEqual([`${file} ${says}`]);
  });

  test('imports in a circle', () => {
    const circle = new Map([
      ['src/core/a.ts', "import { b } from './b.ts';\nexport const a = b;"],
      ['src/core/b.ts', "import { c } from './ports/c.ts';\nexport const b = c;"],
      ['src/core/ports/c.ts', "import type { A } from '../a.ts';\nexport const c = 1;"],
    ]);
    expect(violations(circle)).toEqual([
      'imports go in a circle: src/core/a.ts → src/core/b.ts → src/core/ports/c.ts → src/core/a.ts',
    ]);
  });

  test.each([
    ['a dropped table', 'DROP TABLE `rule`;'],
    ['a rebuilt table', 'INSERT INTO `__new_rule` SELECT * FROM `rule`;'],
    [
      'a table that is not STRICT',
      'CREATE TABLE `a` (\n\t`id` integer\n);\n--> statement-breakpoint\nCREATE INDEX `b` ON `a` (`id`);',
    ],
  ])('%s', (_, sql) => {
    expect(sqlViolations(new Map([['drizzle/0001.sql', sql]]))).toHaveLength(1);
  });
});

describe('is allowed:', () => {
  test.each([
    [
      'the types of grammy in its channel',
      'src/channels/telegram.ts',
      "import type { Api } from 'grammy';",
    ],
    ['croner in the schedule', 'src/scanners/schedule.ts', "import { Cron } from 'croner';"],
    [
      'the message of an alert in the bot',
      'src/bot/a.ts',
      "import { x } from '../alerts/message.ts';",
    ],
    ['anything in wire', 'src/wire.ts', "const x = await import('./sandbox/page.ts');"],
    ['the folder of a file’s own name', 'src/config.ts', "import { x } from './config/raw.ts';"],
    [
      'a module that only mentions imports',
      'src/core/a.ts',
      "// import('x')\n/** import { x } from 'y'; */\nexport const a = 1;",
    ],
    ['a file of exactly 250 lines', 'src/core/a.ts', 'export const a = 1;\n'.repeat(250)],
  ])('%s', (_, file, text) => {
    expect(violations(new Map([[file, text]]))).toEqual([]);
  });

  test('a migration with STRICT tables and indexes', () => {
    const sql =
      'CREATE TABLE `a` (\n\t`id` integer\n) STRICT;\n--> statement-breakpoint\nCREATE INDEX `b` ON `a` (`id`);';
    expect(sqlViolations(new Map([['drizzle/0001.sql', sql]]))).toEqual([]);
  });
});
