import type { Severity } from '../../../src/core/alert.ts';
import { USUAL_POLICY, type ChatPolicy, type Route } from '../../../src/core/chat-policy.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/time.ts';
import { createRandom } from '../../../src/sandbox/replay/random.ts';
import { CRASH_POINTS, type CrashPoint } from './crash.ts';
import type { RefMute, RefRule } from './reference.ts';
import type { Weather } from './wire.ts';

export type RuleWish = Omit<RefRule, 'id' | 'code'> & { readonly thread: number | undefined };

export type MuteWish = Pick<RefMute, 'home' | 'scope' | 'verb' | 'coversCritical'> & {
  /** Which of the home's rules it is about, or whose ticker. */
  readonly nth: number;
  readonly forMs: number;
};

/** What happens in one moment of a life. */
export type Step =
  | { readonly do: 'quotes'; readonly prices: readonly (readonly [string, number])[] }
  | { readonly do: 'pass'; readonly ms: number }
  | ({ readonly do: 'mute' } & MuteWish)
  | { readonly do: 'unmute' | 'ack' | 'press'; readonly nth: number }
  | { readonly do: 'delete'; readonly nth: number }
  | { readonly do: 'edit'; readonly nth: number; readonly bound: number }
  | { readonly do: 'policy'; readonly home: number; readonly policy: ChatPolicy }
  | { readonly do: 'lose' | 'regain' | 'ack-bundle'; readonly home: number }
  | { readonly do: 'move'; readonly home: number; readonly isTold: boolean }
  | { readonly do: 'contact-off' | 'contact-on'; readonly nth: number }
  | { readonly do: 'outage'; readonly ms: number }
  | { readonly do: 'crash'; readonly at: CrashPoint | 'now' };

export type Script = {
  readonly seed: string;
  readonly weather: Weather;
  readonly rules: readonly RuleWish[];
  readonly policies: readonly ChatPolicy[];
  readonly steps: readonly Step[];
};

export const HOMES = 3;
const SHARES = ['AAA', 'BBB', 'CCC', 'DDD'];
const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const STOPS = ['telegram', 'ntfy', 'pushover', 'email', 'webhook', 'log'];

/** In the order of the wire's faults: waits, waits for all, unreached, refused, dead, uncertain ±, slow. */
const WEATHERS: readonly Weather[] = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0.03, 0.01, 0.03, 0.01, 0.005, 0.03, 0.03, 0.1],
  [0.08, 0.03, 0.08, 0.03, 0.02, 0.06, 0.06, 0.15],
];

/** Everything that befalls the program under one seed: the same seed is always the same story. */
export function writeScript(seed: string): Script {
  const random = createRandom(`script/${seed}`);
  const dice = diceOf(random);
  const storm = dice.chance(0.05) ? 50 : 7;
  const rules = rulesOf(dice, storm);
  const steps: Step[] = [];
  const count = 14 + dice.below(22);
  while (steps.length < count) steps.push(...nextSteps(dice, storm));
  return {
    seed,
    weather: dice.pick(WEATHERS),
    rules,
    policies: Array.from({ length: HOMES }, () => policyOf(dice)),
    steps,
  };
}

/** A bundle is seldom sealed. */
const SELDOM: readonly CrashPoint[] = ['seal/before commit', 'seal/after commit'];
const POINTS: readonly CrashPoint[] = [...CRASH_POINTS, ...SELDOM, ...SELDOM];

type Dice = ReturnType<typeof diceOf>;

function diceOf(random: () => number) {
  const below = (most: number): number => Math.floor(random() * most);
  return {
    below,
    chance: (share: number): boolean => random() < share,
    pick<T>(list: readonly T[]): T {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('there is nothing to choose from');
      return found;
    },
  };
}

function rulesOf(dice: Dice, storm: number): readonly RuleWish[] {
  const rules: RuleWish[] = [];
  for (let home = 0; home < HOMES; home++) {
    const thread = home === 2 && dice.chance(0.5) ? 7 : undefined;
    for (const ticker of SHARES) if (dice.chance(0.7)) rules.push(ruleOf(dice, { home, ticker }));
    rules.push({ ...ruleOf(dice, { home, ticker: 'AAA' }), severity: 'critical', isMove: false });
    for (const ticker of ['SPY', 'AAA', 'BBB', 'CCC'])
      rules.push({ ...ruleOf(dice, { home, ticker }), ...MOVE, thread });
  }
  const home = dice.below(HOMES);
  for (let n = 0; n < storm; n++)
    rules.push({ ...ruleOf(dice, { home, ticker: `ST${n}` }), ...STORM, isOnce: false });
  return rules;
}

const MOVE = { isMove: true, isUp: false, bound: -2, isLevel: false, isOnce: false } as const;
const STORM = { isMove: false, isUp: true, bound: 100, isLevel: false } as const;

function ruleOf(dice: Dice, about: { home: number; ticker: string }): RuleWish {
  return {
    ...about,
    thread: about.home === 2 && dice.chance(0.4) ? 7 : undefined,
    isMove: false,
    isUp: dice.chance(0.5),
    bound: 100,
    isLevel: dice.chance(0.2),
    isOnce: dice.chance(0.05),
    cooldownMs: dice.pick([0, 0, 0, 5 * MINUTE_MS, HOUR_MS]),
    severity: dice.pick(SEVERITIES),
  };
}

function policyOf(dice: Dice): ChatPolicy {
  const route = (): Route =>
    Array.from({ length: 1 + dice.below(2) }, () =>
      dice.chance(0.3) ? [dice.pick(STOPS), dice.pick(STOPS)] : [dice.pick(STOPS)],
    );
  const usual = USUAL_POLICY.routes;
  const routes = dice.chance(0.6)
    ? { critical: route(), high: route(), medium: route(), low: route() }
    : { ...usual, medium: [['telegram']], low: [['telegram']] };
  return {
    ...USUAL_POLICY,
    routes,
    quiet: dice.chance(0.15) ? quietHours(dice) : undefined,
    stormFrom: 2 + dice.below(4),
    windowMs: dice.pick([10 * SECOND_MS, 2 * MINUTE_MS]),
    mostPerMinute: dice.chance(0.3) ? 4 : undefined,
    escalateAfterMs: dice.pick([[], [MINUTE_MS, 3 * MINUTE_MS], USUAL_POLICY.escalateAfterMs]),
    repeatEveryMs: dice.pick([0, 30 * MINUTE_MS]),
    resolved: dice.pick(['off', 'edit', 'critical', 'all', 'all']),
    inhibits: dice.chance(0.8),
  };
}

function quietHours(dice: Dice) {
  return dice.pick([
    { from: '15:10', to: '15:40' },
    { from: '15:20', to: '17:00' },
    { from: '10:10', to: '10:40' },
    { from: '22:00', to: '07:00' },
  ]);
}

function nextSteps(dice: Dice, storm: number): readonly Step[] {
  const draw = dice.below(100);
  if (draw < 34) return [quotes(dice), pass(dice)];
  if (draw < 38) return [market(dice)];
  if (draw < 41) return [stormOf(storm, 110), pass(dice), stormOf(storm, 90)];
  if (draw < 52) return [{ do: 'crash', at: dice.chance(0.1) ? 'now' : dice.pick(POINTS) }];
  if (draw < 65) return [pass(dice)];
  if (draw < 73) return [muteOf(dice)];
  const nth = dice.below(30);
  const home = dice.below(HOMES);
  if (draw < 77) return [{ do: 'unmute', nth }];
  if (draw < 84) return [{ do: 'ack', nth }];
  if (draw < 86) return [{ do: 'press', nth }];
  if (draw < 87) return [{ do: 'delete', nth }];
  if (draw < 89) return [{ do: 'edit', nth, bound: dice.pick([98, 102]) }];
  if (draw < 93) return [{ do: 'policy', home, policy: policyOf(dice) }];
  if (draw < 94) return [{ do: 'move', home: 1 + dice.below(HOMES - 1), isTold: dice.chance(0.5) }];
  if (draw < 95) return [{ do: 'lose', home }];
  if (draw < 97) return [{ do: 'regain', home }];
  if (draw < 98) return [{ do: 'ack-bundle', home }];
  if (draw < 99) return [{ do: dice.chance(0.4) ? 'contact-off' : 'contact-on', nth }];
  return [{ do: 'outage', ms: dice.pick([2 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS]) }];
}

function quotes(dice: Dice): Step {
  const prices = SHARES.filter(() => dice.chance(0.6)).map(
    (ticker) => [ticker, dice.pick([90, 96, 99.7, 100.3, 103, 110])] as const,
  );
  return { do: 'quotes', prices };
}

function market(dice: Dice): Step {
  const price = dice.pick([95, 97, 101]);
  const tickers = ['SPY', ...SHARES].filter(() => dice.chance(0.8));
  return {
    do: 'quotes',
    prices: tickers.map((ticker) => [ticker, price - dice.pick([0, 0.5, 9])] as const),
  };
}

function stormOf(count: number, price: number): Step {
  return {
    do: 'quotes',
    prices: Array.from({ length: count }, (_, n) => [`ST${n}`, price] as const),
  };
}

function pass(dice: Dice): Step {
  return {
    do: 'pass',
    ms: dice.pick([
      100,
      SECOND_MS,
      5 * SECOND_MS,
      20 * SECOND_MS,
      MINUTE_MS,
      3 * MINUTE_MS,
      20 * MINUTE_MS,
      HOUR_MS,
    ]),
  };
}

function muteOf(dice: Dice): Step {
  return {
    do: 'mute',
    home: dice.below(HOMES),
    scope: dice.pick(['rule', 'ticker', 'ticker', 'type', 'chat']),
    verb: dice.pick(['mute', 'snooze']),
    coversCritical: dice.chance(0.2),
    nth: dice.below(30),
    forMs: dice.pick([MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, Infinity]),
  };
}
