import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Api, Context } from 'grammy';
import { askingOf, nameOf, placeOf, strangerOf, typedCommand } from '../../src/bot/asking.ts';
import { chatKeyOf } from '../../src/bot/chat-key.ts';
import { gate } from '../../src/bot/gate.ts';
import { shareToken } from '../../src/bot/share-buttons.ts';
import { wizardOwner } from '../../src/bot/wizard-page.ts';
import { decodeCallback, encodeCallback } from '../../src/core/callback.ts';
import { html, type HtmlPart } from '../../src/core/html.ts';
import { parseTicker } from '../../src/core/ticker.ts';
import { instant } from '../../src/core/time.ts';
import { parseJson } from '../../src/http/json.ts';
import { feedReply, readFeedRow } from '../../src/providers/entry-feed-rows.ts';
import { oddity, readChart } from '../../src/providers/yahoo-chart-map.ts';
import { chartReply, chartResult } from '../../src/providers/yahoo-chart-wire.ts';
import { readRows } from '../../src/providers/yahoo-map.ts';
import { fromYahooSymbol } from '../../src/providers/yahoo-symbol.ts';
import { quoteReply, searchReply, searchResult } from '../../src/providers/yahoo-wire.ts';
import { parseRule } from '../../src/rules/parse.ts';
import { readRuleFile } from '../../src/rules/rule-file.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import * as seeds from './fuzz-seeds.ts';
import { mutatedJson, mutatedText, mutatedValue, pick, type Random } from './mutate.ts';
import { complaint, type Figure, type Report, type Suite } from './suite.ts';

/** What one input came to: pieces that would stand in a message; undefined when it was refused. */
type Read = readonly HtmlPart[] | undefined;

type Kind = {
  readonly name: string;
  /** Makes an input and gives it to what reads it. `shown` is how it is told of when that breaks. */
  readonly attempt: (random: Random) => { readonly shown: string; readonly read: () => Read };
};

const NOW = instant(Date.UTC(2026, 0, 8, 15, 0));
const MOST_GROWTH_MB = 64;
const ME = { id: 1, is_bot: true, first_name: 'Bell', username: 'bellwether_bot' };
const API = new Api('1:x');

const KINDS: readonly Kind[] = [
  ofJson('updates', seeds.UPDATES, readUpdate),
  ofText('callback data', seeds.CALLBACKS, readCallback),
  ofJson('Yahoo quotes', [seeds.QUOTES], readQuotes),
  ofJson('Yahoo charts', [seeds.CHART, { chart: { result: [seeds.CHART] } }], readBars),
  ofJson('Yahoo searches', [seeds.SEARCH], readSearch),
  ofJson('entry feeds', [seeds.FEED, seeds.FEED.entries], readFeed),
  ofText('deep links', seeds.PAYLOADS, readPayload),
  ofText('rule files', seeds.RULE_FILES, readRules),
];

/** Everything that comes from outside, mutated: nothing throws, nothing comes out unescaped, memory stays. */
export const fuzzInputsSuite: Suite = {
  name: 'fuzz-inputs',
  says: 'mutated updates, presses, vendor replies, links and files: each is read or refused',
  kills: 1_000_000,
  unit: 'lines',
  run: ({ kills: lines, seed, say }) => Promise.resolve(fuzzInputs({ lines, seed, say })),
};

export function fuzzInputs(options: {
  readonly lines: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}): Report {
  const { lines, seed, say } = options;
  const figures: Figure[] = [['inputs of each kind', lines]];
  const broken: string[] = [];
  for (const kind of KINDS) {
    const found = tryKind(kind, { lines, seed });
    const { crashes, unescaped, refused, growthMb, usEach } = found;
    figures.push([
      kind.name,
      `${crashes.length} crashes, ${unescaped.length} unescaped, ${refused} refused, ${growthMb} MB, ${usEach} µs each`,
    ]);
    say?.(`${kind.name} done`);
    broken.push(...complaint(crashes), ...complaint(unescaped));
    if (growthMb >= MOST_GROWTH_MB) broken.push(`${kind.name}: memory grew by ${growthMb} MB`);
  }
  return { figures, broken };
}

function tryKind({ name, attempt }: Kind, { lines, seed }: { lines: number; seed: number }) {
  const random = createRandom(`${name}/${seed}`);
  const crashes: string[] = [];
  const unescaped: string[] = [];
  const begun = performance.now();
  let refused = 0;
  let baseMb = memoryMb();
  for (let n = 1; n <= lines; n++) {
    const { shown, read } = attempt(random);
    try {
      const parts = read();
      if (parts === undefined) refused++;
      else if (!isInert(parts)) unescaped.push(`${name}: ${shown} comes out unescaped`);
    } catch (error) {
      crashes.push(`${name}: ${shown} threw ${String(error)}`);
    }
    // A program at rest collects by itself; one that is fed without a pause lets garbage lie, which is no growth.
    if (n % 50_000 === 0) memoryMb();
    // What is loaded and compiled once is no growth.
    if (n === Math.ceil(lines / 10)) baseMb = memoryMb();
  }
  const usEach = Math.round(((performance.now() - begun) * 1_000) / lines);
  return { crashes, unescaped, refused, growthMb: memoryMb() - baseMb, usEach };
}

// What waits to be collected is no growth, and room for what is young is kept as in the bundled program (build.ts).
setFlagsFromString('--expose-gc');
setFlagsFromString('--semi-space-growth-factor=1');
const collect: unknown = runInNewContext('gc');

function memoryMb(): number {
  if (typeof collect === 'function') collect();
  return Math.round(process.memoryUsage().rss / 1024 ** 2);
}

function isInert(parts: readonly HtmlPart[]): boolean {
  const { html: out } = html`${parts.map((part) => html`<b>${part}</b>`)}`;
  const plain = out.replaceAll(/<\/?b>/g, ' ');
  return !/[<>"]|&(?!amp;|lt;|gt;|quot;)|@\w|[\u200b\u202a-\u202e\u2066-\u2069\0]/.test(plain);
}

function ofJson(
  name: string,
  values: readonly unknown[],
  read: (value: unknown, text: string) => Read,
): Kind {
  return {
    name,
    attempt(random) {
      const text = mutatedJson(pick(values, random), random);
      return {
        shown: text.slice(0, 300),
        read() {
          const parsed = parseJson(text);
          return parsed.ok ? read(parsed.value, text) : undefined;
        },
      };
    },
  };
}

function ofText(name: string, texts: readonly string[], read: (text: string) => Read): Kind {
  return {
    name,
    attempt(random) {
      const seed = pick(texts, random) ?? '';
      const odd = random() < 0.1 ? mutatedValue(seed, random) : undefined;
      const text = typeof odd === 'string' ? odd : mutatedText(seed, random);
      return { shown: JSON.stringify(text.slice(0, 300)), read: () => read(text) };
    },
  };
}

/** What Telegram would never send is refused by its shape; the inbox gives up on it, and nothing else stops. */
function readUpdate(value: unknown): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  try {
    const update = { update_id: 1, ...value };
    const ctx = new Context(update, API, ME as never);
    const typed = typedCommand(ctx as never);
    const asking = askingOf(ctx as never, typed, false);
    const passage = gate(asking, { person: undefined, chat: undefined });
    if (passage.kind === 'pass') throw new RangeError('the gate let somebody unknown in');
    const { chat } = placeOf(ctx);
    const name = ctx.from === undefined ? '' : nameOf(ctx.from);
    return [
      name,
      strangerOf(ctx as never)?.name ?? '',
      typed?.args ?? '',
      String(chat),
      chatKeyOf(update),
    ];
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function readCallback(text: string): Read {
  const found = decodeCallback(text);
  const owner = wizardOwner(text);
  if (found === undefined) return owner === undefined ? undefined : [owner];
  if (encodeCallback(found.verb, found.token) !== text) throw new Error('is read as another');
  return [found.verb, found.token];
}

function readQuotes(value: unknown): Read {
  const reply = quoteReply.safeParse(value);
  if (!reply.success || !('quoteResponse' in reply.data)) return undefined;
  const nvda = parseTicker('NVDA');
  const asked = new Map([['NVDA', nvda === undefined ? [] : [nvda]]]);
  const { quotes, failures } = readRows(reply.data.quoteResponse.result, asked, NOW);
  for (const { price, at } of quotes.values())
    if (!(price > 0 && Number.isFinite(price) && at <= NOW + 600_000))
      throw new RangeError(`a price of ${price} at ${at} is believed`);
  return [
    ...[...quotes.values()].flatMap(({ instrument, currency }) => [instrument.name, currency]),
    ...failures.map(({ detail }) => detail),
  ];
}

function readBars(value: unknown): Read {
  chartReply.safeParse(value);
  const read = chartResult.safeParse(value);
  if (!read.success) return undefined;
  const from = instant(NOW - 30 * 86_400_000);
  const asked = { symbol: 'NVDA', timeframe: '1d', from, now: NOW } as const;
  const odd = oddity(read.data, asked);
  if (odd !== undefined) return [odd];
  const { bars, actions } = readChart(read.data, asked);
  bars.close.forEach((close, i) => {
    const isPossible = close > 0 && (bars.low[i] ?? NaN) <= close && close <= (bars.high[i] ?? NaN);
    if (!isPossible) throw new RangeError(`a close of ${close} is believed`);
  });
  return actions.map(({ kind }) => kind);
}

function readSearch(value: unknown): Read {
  searchReply.safeParse(value);
  const read = searchResult.safeParse(value);
  if (!read.success) return undefined;
  return read.data.quotes.flatMap(({ symbol }) => fromYahooSymbol(symbol ?? '') ?? []);
}

function readFeed(value: unknown): Read {
  const reply = feedReply.safeParse(value);
  if (!reply.success) return undefined;
  return reply.data.flatMap((row) => {
    const entry = readFeedRow(row);
    return entry === undefined ? [] : [entry.ticker, entry.session, entry.level];
  });
}

function readPayload(text: string): Read {
  const token = shareToken(text);
  return token === undefined ? [text] : [text, token];
}

let files = 0;

/** The suite `fuzz` has a million lines for the parser itself, which looks for repairs of each: here it reads some. */
function readRules(text: string): Read {
  const lines = readRuleFile(text);
  files++;
  if (files % 50 !== 0) return lines.map((line) => line.text);
  return lines.flatMap(({ text: line }) => {
    const parsed = parseRule(line);
    return [line, parsed.kind === 'rule' ? parsed.rule.text : parsed.problem.why];
  });
}
