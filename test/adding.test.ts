import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type * as Bot from './support/bot.ts';
import { copyWith, readExamples, type Example } from './support/adding.ts';
import { violations } from './support/architecture.ts';
import { startHttp } from './support/vendor-http.ts';

const examples = readExamples(readFileSync('docs/adding.md', 'utf8'));
let copy: ReturnType<typeof copyWith>;
let house: Awaited<ReturnType<typeof startHttp>>;
let bot: typeof Bot;

// One copy with all of them in it: what is added must not get in the way of what else is added.
beforeAll(async () => {
  house = await startHttp((request, response) => {
    request.resume();
    request.on('end', () => response.end(`{"HOUSE-1":{"price":12.5,"at":${MONDAY}}}`));
  });
  copy = copyWith(examples.map(atHome));
  bot = await import(join(copy.root, 'test/support/bot.ts'));
});
afterAll(async () => {
  copy.remove();
  await house.close();
});

const MONDAY = Date.UTC(2026, 0, 5, 15, 30);

/** The vendor of the example is on this machine. */
function atHome(example: Example): Example {
  if (example.kind === 'file') return example;
  return { ...example, entry: example.entry.replace('https://prices.example', house.url) };
}

test('the page shows each kind of thing as one file and one entry', () => {
  const kinds = examples.map(({ kind }) => kind);
  expect(kinds).toEqual(Array.from({ length: 7 }, () => ['file', 'entry']).flat());
  expect(new Set(examples.map(({ path }) => path)).size).toBe(13);
});

test('the program with all of them in it passes the type checker', async () => {
  const tsc = join('node_modules', '.bin', 'tsc');
  const checked = promisify(execFile)(tsc, ['-p', join(copy.root, 'tsconfig.json')]);
  await expect(checked.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({
    stdout: '',
  });
});

test('and keeps the rules of the house', () => {
  const files = globSync('src/**/*.ts', { cwd: copy.root });
  const sources = files.map((file) => [file, readFileSync(join(copy.root, file), 'utf8')] as const);
  expect(violations(new Map(sources))).toEqual([]);
});

describe('what was added works in the running program:', () => {
  test('the measure rings in a rule', async () => {
    const { ann, trade } = await bot.startBot({ quotes: [{ price: 100 }] });
    await ann.sends('/rule! NVDA jump > 2%');
    await trade({ NVDA: 100.5 });
    await trade({ NVDA: 101 });
    await trade({ NVDA: 105 });
    const alert = await ann.hears(/jump|move since the reading before/);
    expect(alert.text).toContain('105');
  });

  test('the channel can be added to a chat, and delivers', async () => {
    const received: string[] = [];
    const gotify = await startHttp((request, response) => {
      request.on('data', (part) => received.push(String(part)));
      request.on('end', () => response.end('{"id":7}'));
    });
    onTestFinished(() => gotify.close());
    const env = { OUTBOUND_ALLOW: new URL(gotify.url).host };
    const { program, ann } = await bot.startBot({ env });
    const added = await ann.sends(`/channels add gotify ${gotify.url} AbC_dEf`);
    expect(added.text).not.toContain('AbC_dEf');
    await ann.sends('/channels test 1');
    await program.parts.deliver.idle();
    expect(received.join('')).toContain('"priority":5');
  });

  test('the scanner has its turn, its run is written down, and it says a thing once', async () => {
    const { program, ann } = await bot.startBot({ quotes: [{ price: 130, previousClose: 118 }] });
    await ann.sends('/watch NVDA');
    await program.run('movers');
    expect((await ann.hears(/Moving today/)).text).toContain('NVDA ▲10.2%');
    const job = program.parts.store.jobs.get('movers');
    expect(job).toMatchObject({ runs: 1, failures: 0 });
    await program.run('movers');
    await ann.quiet(50);
  });

  test('the command answers, stands in /help, and its button changes the answer in place', async () => {
    const { ann, world } = await bot.startBot();
    const answer = await ann.sends('/fit 5000 120');
    expect(answer.text).toBe('41 shares at 120.00 cost 4,920.00.');
    const pressed = await ann.presses('Half of it', { until: /20 shares/ });
    expect(pressed.message?.text).toBe('20 shares at 120.00 cost 2,400.00.');
    expect((await ann.sends('/help fit')).text).toContain('How many shares a sum of money buys');
    expect(world.violations).toEqual([]);
  });

  test('the wizard asks and ends in the command', async () => {
    const { ann } = await bot.startBot();
    await ann.sends('/fit');
    await ann.presses('5000', { until: /At what price/ });
    ann.says('120');
    expect((await ann.hears(/41 shares/)).text).toBe('41 shares at 120.00 cost 4,920.00.');
  });

  test('the provider quotes what the one before it does not know', async () => {
    const { ann } = await bot.startBot();
    expect((await ann.sends('/watch HOUSE-1')).text).toContain('House price HOUSE-1 · €12.50');
  });
});
