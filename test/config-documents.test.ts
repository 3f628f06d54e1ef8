import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';

import { readConfig } from '../src/config.ts';
import { SECRETS, VARIABLES } from '../src/config/variables.ts';

const names = Object.keys(VARIABLES.shape);
const example = readFileSync('.env.example', 'utf8');
const reference = readFileSync('docs/configuration.md', 'utf8');
const noFiles = () => '';

test('the example file and the reference name every variable', () => {
  for (const name of names) {
    expect(example).toMatch(new RegExp(`^#${name}=`, 'm'));
    expect(reference).toContain(`\`${name}\``);
  }
  for (const name of SECRETS) {
    expect(example).toMatch(new RegExp(`^#${name}_FILE=`, 'm'));
    expect(reference).toContain(`\`${name}\` 🔑`);
  }
});

test('the example file names no variable that is not read', () => {
  const named = [...example.matchAll(/^#([A-Z_0-9]+)=/gm)].map(([, name = '']) => name);
  const known = [...names, ...SECRETS.map((name) => `${name}_FILE`)];
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('the example file as it is, and with every default uncommented, is a good configuration', () => {
  const uncommented = example.replaceAll(/^#(?=[A-Z_0-9]+=)(?!\w+_FILE=)/gm, '');
  for (const text of [example, uncommented]) {
    expect(readConfig(parseEnv(text), noFiles)).toMatchObject({ kind: 'ok', notes: [] });
  }
});
