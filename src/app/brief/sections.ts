import { earnings } from './earnings.ts';
import { entries } from './entries.ts';
import { health } from './health.ts';
import { holdings } from './holdings.ts';
import { marketDay } from './market-day.ts';
import { movers } from './movers.ts';
import { near } from './near.ts';
import { quiet } from './quiet.ts';
import { rang } from './rang.ts';
import type { BriefSection } from './section.ts';

/** What a briefing is made of, in its order: a file and a line each. */
export const SECTIONS: readonly BriefSection[] = [
  marketDay,
  holdings,
  movers,
  near,
  rang,
  earnings,
  entries,
  quiet,
  health,
];
