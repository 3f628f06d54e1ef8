import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Paces } from '../../src/bot/pace.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { OutsideChannel } from '../../src/core/ports/channel.ts';
import type { Draw } from '../../src/core/ports/draw.ts';
import { instant } from '../../src/core/time.ts';
import { UNPACED, type Pacing } from '../../src/scanners/pacing.ts';
import { createProgram, type Program } from '../../src/wire/program.ts';
import type { FeedQuote } from '../../src/sandbox/feed.ts';
import { startBotApi, type BotApi } from '../../src/sandbox/telegram/server.ts';
import { createWorld, type World } from '../../src/sandbox/telegram/world.ts';
import { watchAudit, WHAT_TO_DO } from './audited.ts';
import { configOf } from './config.ts';
import { complainingLog } from './log.ts';
import { person, type Person } from './person.ts';
import { aFeedQuote, startTroubledYahoo, type TroubledYahoo } from './vendor-yahoo.ts';

export const OWNER = 101;
export const GROUP = -5001;
export const CHANNEL = -1_001_000_000_777;
export const FORUM = -1_001_000_000_888;

/** The real program in front of a pretend Telegram and a pretend Yahoo, over real sockets and a database on disk. */
export type BotLab = {
  readonly program: Program;
  readonly world: World;
  readonly telegram: BotApi;
  readonly yahoo: TroubledYahoo;
  /** The owner, in their private chat. */
  readonly ann: Person;
  /** The clock of everything, epoch milliseconds. */
  readonly clock: { now: number };
  /** What was logged as a warning or worse. */
  readonly complaints: string[];
  /** What draws in place of the program's own drawing. */
  readonly draw: Draw | undefined;
  /** Somebody else; a stranger until `role` is given. */
  meet(wish: { id: number; name: string; role?: 'viewer' | 'member' | 'trader' }): Person;
  /** Lets time pass, sets prices, gives the quotes scanner its turn and waits until all is sent. */
  trade(prices: Readonly<Record<string, number>>, wish?: { afterMs?: number }): Promise<void>;
};

export type BotLabOptions = {
  readonly quotes?: readonly Partial<FeedQuote>[];
  readonly env?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; a Monday, 10:30 in New York, when left out. */
  readonly now?: number;
  /** Draws pictures; the program's own drawing when left out. */
  readonly draw?: Draw;
  /** How much is done for one person within a minute; as good as no limit when left out. */
  readonly pace?: Paces;
  /** Channels besides Telegram; the program's own when left out. */
  readonly outside?: ReadonlyMap<string, OutsideChannel>;
  /** Messages leave at once unless told. */
  readonly pacing?: Pacing;
  /** How long a second of a broker's limits lasts, in milliseconds. */
  readonly brokerSecondMs?: number;
};

/** Time stands still in most tests, in which more is asked than in any minute. */
const UNHURRIED: Paces = { commands: 10_000, taps: 10_000 };
const MONDAY = Date.UTC(2026, 0, 5, 15, 30);

export async function startBot(options: BotLabOptions = {}): Promise<BotLab> {
  const clock = { now: options.now ?? MONDAY };
  const world = createWorld({ now: () => clock.now });
  furnish(world);
  const telegram = await startBotApi({ world });
  onTestFinished(() => telegram.close());
  const quotes = (options.quotes ?? [{}]).map((fields) =>
    aFeedQuote({ time: Math.floor(clock.now / 1000), ...fields }),
  );
  const yahoo = await startTroubledYahoo(quotes);
  onTestFinished(() => yahoo.close());
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const complaints: string[] = [];
  const program = createProgram(
    {
      config: configOf({
        OWNER_IDS: String(OWNER),
        DATABASE_PATH: join(folder, 'test.db'),
        ...options.env,
      }),
      log: complainingLog(complaints),
      clock: () => instant(clock.now),
      elapsed: () => clock.now,
      calendar: createCalendar(),
      telegram: { token: world.token, apiRoot: telegram.url },
      yahooRoot: yahoo.url,
      migrations: join(import.meta.dirname, '..', '..', 'drizzle'),
      ...(options.draw && { draw: options.draw }),
      pace: options.pace ?? UNHURRIED,
      pacing: options.pacing ?? UNPACED,
      brokerSecondMs: options.brokerSecondMs ?? 1_000,
      ...(options.outside && { outside: options.outside }),
    },
    { alarms: 'none' },
  );
  const ann = person(world, { id: OWNER, name: 'Ann', username: 'ann' });
  await program.start();
  const unaudited = watchAudit(program.parts);
  onTestFinished(async () => {
    await program.stop();
    if (unaudited.length > 0) throw new Error(`${unaudited.join('\n')}\n${WHAT_TO_DO}`);
  });

  return {
    program,
    world,
    telegram,
    yahoo,
    ann,
    clock,
    complaints,
    draw: options.draw,
    meet({ id, name, role }) {
      const somebody = person(world, { id, name });
      if (role !== undefined) letIn(program, { id, name, role });
      return somebody;
    },
    async trade(prices, { afterMs = 60_000 } = {}) {
      clock.now += afterMs;
      for (const [symbol, price] of Object.entries(prices)) {
        const at = quotes.findIndex((quote) => quote.symbol === symbol);
        const known = quotes[at] ?? aFeedQuote({ symbol });
        quotes.splice(at < 0 ? quotes.length : at, 1, {
          ...known,
          price,
          time: Math.floor(clock.now / 1000),
        });
      }
      await program.run('quotes');
      await program.parts.deliver.idle();
    },
  };
}

function furnish(world: World): void {
  world.addUser({ id: OWNER, firstName: 'Ann', username: 'ann' });
  world.addChat({ id: OWNER, kind: 'private', members: [OWNER] });
  world.addChat({ id: GROUP, kind: 'group', title: 'Desk', members: [OWNER], admins: [OWNER] });
  world.addChat({
    id: CHANNEL,
    kind: 'channel',
    title: 'News',
    username: 'the_news',
    members: [OWNER],
  });
  world.addChat({
    id: FORUM,
    kind: 'supergroup',
    title: 'Forum',
    members: [OWNER],
    admins: [OWNER],
    forum: true,
  });
}

function letIn(
  program: Program,
  wish: { id: number; name: string; role: 'viewer' | 'member' | 'trader' },
): void {
  const { store } = program.parts;
  const now = instant(Date.now());
  store.people.approve({ ...wish, id: wish.id as never, by: OWNER as never }, now);
  store.chats.add(
    { id: wish.id as never, kind: 'private', title: wish.name, linkedBy: undefined },
    now,
  );
}

/** Gives Ann's chat so many rules at once, about a ticker that nothing else asks for. */
export function fillWithRules(bot: BotLab, count: number): void {
  const { store } = bot.program.parts;
  for (let n = 0; n < count; n++) {
    const target = { kind: 'ticker', ticker: 'AMD' as never } as const;
    const place = { chat: bot.ann.id as never, thread: undefined };
    const rule = { text: `AMD > ${200 + n}`, target, reference: 1, code: `C${n}`, place };
    store.rules.add({ ...rule, expiresAt: undefined, by: bot.ann.id as never }, 1 as never);
  }
}
