import { campaign, type Mood, type Plan } from './campaign.ts';
import { MOST_IN_FLIGHT } from './kill-verdict.ts';
import type { Suite } from './suite.ts';

/** kill -9 at random moments while prices keep crossing and every service is in a bad mood. */
export const killSuite: Suite = {
  name: 'kill',
  says: 'kill -9 while rules ring on four channels, with 429, 5xx and cut answers',
  kills: 1_000,
  run: (options) => campaign(options, worstCase(options.kills)),
};

/** As many kills, where about one alert a second rings and each service takes 150 ms. */
export const killRealSuite: Suite = {
  name: 'kill-real',
  says: 'kill -9 at one alert a second, where each service answers after 150 ms',
  kills: 200,
  run: (options) => campaign(options, EVERYDAY),
};

/** A short run has nothing that waits long by itself: no answers that are lost, and no storms. */
const SHORT = 50;

function worstCase(kills: number): Plan {
  const isShort = kills < SHORT;
  return {
    town: isShort ? { people: 54, squares: false } : { people: 220, squares: true },
    soonMs: [20, 400],
    isDriven: true,
    mostRepeatsAKill: 2 * MOST_IN_FLIGHT,
    mostSeenTwiceAKill: MOST_IN_FLIGHT,
    // Slow enough that as many as may be are on the wire while anything waits.
    mood: (kill) => (isPolite(kill) ? STUCK : foulUntil(isShort ? 0 : kills * 0.6, kill)),
    isPolite,
  };
}

const EVERYDAY: Plan = {
  town: { people: 16, squares: false },
  // A price a life, so the lives are as long as two alerts take to come.
  soonMs: [20, 3_000],
  isDriven: false,
  mostRepeatsAKill: 1,
  mostSeenTwiceAKill: 0.3,
  mood: () => ({ delayMs: 150, rate429: 0, rate5xx: 0, cut: 0 }),
};

/** Nothing is answered within the time that a host gives between SIGTERM and SIGKILL. */
const STUCK: Mood = { delayMs: 14_000, rate429: 0, rate5xx: 0, cut: 0 };

function isPolite(kill: number): boolean {
  return kill % 50 === 25;
}

// Clears up before the end: an answer that was lost is left alone for half a minute, and the end waits for it.
function foulUntil(last: number, kill: number): Mood {
  const isFoul = kill <= last;
  return { delayMs: 50, rate429: 0.04, rate5xx: isFoul ? 0.01 : 0, cut: isFoul ? 0.01 : 0 };
}
