import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', '..', 'src');

type Found = { readonly file: string; readonly line: string };

/** What the program consists of; the sandbox plays Telegram and is no part of it in earnest. */
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox/'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

function linesWith(pattern: RegExp): readonly Found[] {
  return FILES.flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(?:\/\/|\*|\/\*\*)/.test(line))
      .map((line) => ({ file, line: line.trim() })),
  );
}

const filesOf = (found: readonly Found[]) => [...new Set(found.map(({ file }) => file))].sort();

/** Whoever is added here hands on an Html's own text: see the third test. */
const SPEAKERS: readonly string[] = [
  'bot/look-up.ts',
  'bot/my-view-alone.ts',
  'bot/speak.ts',
  'bot/wizard-page.ts',
  'channels/telegram.ts',
];

test('a parse mode is asked for only where finished HTML goes out', () => {
  expect(filesOf(linesWith(/parse_mode/))).toEqual(SPEAKERS);
});

test('what is sent from those files is an Html’s own text, or words made of one', () => {
  const sent = linesWith(/\.(?:sendMessage|editMessageText|reply)\(/).filter(({ file }) =>
    SPEAKERS.includes(file),
  );
  expect(sent.length).toBeGreaterThan(3);
  for (const { file, line } of sent) expect(line, file).toMatch(/text\.html|words|\.html|wordsOf/);
});

test('nothing calls Telegram’s methods that send text but those files', () => {
  const calls = linesWith(
    /\b(?:sendMessage|editMessageText|editMessageCaption|editMessageMedia|sendPhoto|sendDocument|ctx\.reply|start\.reply)\(/,
  );
  for (const file of filesOf(calls)) expect(SPEAKERS).toContain(file);
});

test('Html is made where it is escaped, and by what only cuts or joins it', () => {
  const made = linesWith(/(?:return|=|=>) \(?\{ html: /);
  expect(filesOf(made)).toEqual([
    'channels/telegram-letter.ts',
    'core/html-cut.ts',
    'core/html.ts',
  ]);
  expect(linesWith(/\bas Html\b/)).toEqual([]);
});

test('no template of a message holds a link but to people and to what is checked', () => {
  const links = linesWith(/href=/).filter(({ line }) => !line.includes('asked.href'));
  for (const { file, line } of links)
    expect(`${file} ${line}`).toMatch(
      /^channels\/mail-html|^bot\/wizard-page.ts .*tg:\/\/user\?id=/,
    );
});

/** What may stand in a statement besides bound parameters: names of tables and columns that the program itself wrote. */
const IN_STATEMENTS: ReadonlySet<string> = new Set([
  'db/amnesia.ts: waiting',
  'db/chat-moves.ts: table',
  'db/hot.ts: columns',
  // The keys of a patch, which the selling engine writes out itself.
  'db/intents.ts: columns',
  'db/intents.ts: posts',
  "db/hot.ts: columns.join(', ')",
  'db/hot.ts: getTableName(table)',
  'db/hot.ts: onConflict',
  'db/hot.ts: slots',
  'db/hot.ts: where',
  "db/retention.ts: edge('alert')",
  "db/retention.ts: edge('delivery')",
  "db/retention.ts: isOpen('d')",
  'db/retention.ts: table',
  // Question marks alone, as many as there are rows.
  "db/state-writer.ts: Array(rows).fill(slots).join(', ')",
  'db/retention.ts: d',
]);

/** Named so, it is written out in the file itself. */
const CONSTANT = /^db\/[\w-]+\.ts: [A-Z_]+$/;

const STATEMENT =
  /\b(?:select|insert|update|delete|create|drop|pragma|attach|vacuum)\b[^]*\b(?:from|into|set|where|table)\b/i;

test('SQL has bound parameters and nothing else', () => {
  const found = FILES.flatMap(({ file, text }) =>
    [...text.matchAll(/`([^`]*)`/g)]
      .map(([, template = '']) => template)
      .filter((template) => STATEMENT.test(template))
      .filter(() => file.startsWith('db/'))
      .flatMap((template) => [...template.matchAll(/\$\{([^}]*)\}/g)])
      .map(([, inserted = '']) => `${file}: ${inserted}`),
  );
  const strange = found.filter((one) => !IN_STATEMENTS.has(one) && !CONSTANT.test(one));
  // Bind it with ?, or, when it is a name that the program itself wrote, add it to IN_STATEMENTS with a look at where it comes from.
  expect(strange).toEqual([]);
  expect(found.length).toBeGreaterThan(5);
});

test('nobody but src/db writes SQL', () => {
  const outside = linesWith(/\.(?:prepare|pragma)\(|sqlite\.exec\(/).filter(
    ({ file }) => !file.startsWith('db/'),
  );
  expect(outside).toEqual([]);
});

test('nothing is run from text, no process is started, no pattern comes from people', () => {
  expect(linesWith(/\beval\(|new Function\(|node:vm|child_process/)).toEqual([]);
  // Each is put together from words in the source, or from the letters of our own key.
  expect(filesOf(linesWith(/new RegExp\(/))).toEqual([
    'app/policy-words.ts',
    'app/rule-draft.ts',
    'portfolio/stop-words.ts',
    'rules/amend.ts',
    'wire/hide-code.ts',
  ]);
});

test('the program takes no secret as an argument', () => {
  expect(linesWith(/process\.argv/).map(({ file }) => file)).toEqual(['main.ts']);
  const { text = '' } = FILES.find(({ file }) => file === 'main.ts') ?? {};
  expect([...text.matchAll(/'(--[\w-]+)'/g)].map(([, flag]) => flag)).not.toContain('--token');
  expect(text).not.toMatch(/--(?:token|password|key|secret)/);
});
