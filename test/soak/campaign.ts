import { join } from 'node:path';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { chatId } from '../../src/core/people.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { count, examine } from '../support/autopsy.ts';
import {
  envFor,
  EVERY_SECOND,
  live,
  startWitness,
  until,
  type LifeOptions,
  type Witness,
} from '../support/fleet.ts';
import { OWNER } from '../support/homes.ts';
import { startReceivers, type Receivers } from '../support/receivers.ts';
import { startSwingingMarket, type SwingingMarket } from '../support/swinging-market.ts';
import { judge } from './kill-verdict.ts';
import { ownersPolicy, settle, SYMBOLS, TOPIC_ARN, type Town } from './kill-town.ts';
import { drain, reap } from './reaper.ts';
import { complaint, type Report, type SuiteOptions } from './suite.ts';

/** How the services are: how long each answer takes, and the shares of requests that go wrong. */
export type Mood = {
  readonly delayMs: number;
  readonly rate429: number;
  readonly rate5xx: number;
  readonly cut: number;
};

export type Plan = {
  readonly town: Town;
  readonly soonMs: readonly [least: number, most: number];
  /** Most kills wait for something to be sent, and then come soon; else they come whenever they come. */
  readonly isDriven: boolean;
  /** So many messages may be sent twice for each kill, and so many of them be seen twice. */
  readonly mostRepeatsAKill: number;
  readonly mostSeenTwiceAKill: number;
  readonly mood: (kill: number) => Mood;
  readonly isPolite?: (kill: number) => boolean;
};

export type Scene = {
  readonly witness: Witness;
  readonly receivers: Receivers;
  readonly market: SwingingMarket;
  readonly database: string;
  readonly seed: number;
};

/** Kills the program over and over while rules ring, and holds what it sent against what arrived. */
export async function campaign(options: SuiteOptions, plan: Plan): Promise<Report> {
  const { folder, seed, main } = options;
  const startedAt = performance.now();
  const ledger = join(folder, 'ledger.jsonl');
  const database = join(folder, 'bellwether.db');
  const witness = await startWitness(ledger);
  const receivers = await startReceivers(join(folder, 'arrivals.jsonl'));
  const market = await startSwingingMarket(SYMBOLS, String(seed));
  const scene: Scene = { witness, receivers, market, database, seed };
  try {
    await settle({ witness, receivers, database, town: plan.town });
    const life = { main, folder, env: townEnv(scene) };
    await addByHand(scene, life);
    const begunAt = performance.now();
    const reaped = await reap(
      {
        life,
        database,
        random: createRandom(`kill/${seed}`),
        soonMs: plan.soonMs,
        ...(plan.isDriven && { work: market.servings }),
        ...(plan.isPolite && { isPolite: plan.isPolite }),
        before: (kill) => {
          // One price a life, so that what was admitted is known to the last one.
          market.turn();
          return setMood(scene, plan.mood(kill), kill);
        },
      },
      options,
    );
    const seconds = (performance.now() - begunAt) / 1_000;
    await setMood(scene, { delayMs: 0, rate429: 0, rate5xx: 0, cut: 0 }, 0);
    const servings = market.servings();
    const late = await drain({ life, database }, () => market.servings() > servings);
    const violations = (await witness.ask('violations')) as readonly string[];
    const db = openDb(database, 'drizzle');
    const autopsies = [...reaped.autopsies, examine(database)];
    const evidence = { ...scene, plan, ledger, reaped: { ...reaped, autopsies }, seconds };
    const report = judge(db, evidence);
    db.close();
    const took = Math.round((performance.now() - startedAt) / 1000);
    return {
      figures: [...report.figures, ['duration', `${took} s`]],
      broken: [...complaint(violations), ...late, ...report.broken],
    };
  } finally {
    await witness.stop();
    await receivers.close();
    await market.vendor.close();
  }
}

/** The program in front of the pretend services. */
export function townEnv({ witness, receivers, market, database }: Scene) {
  const { ntfy, webhook, sns } = receivers.urls;
  return {
    ...envFor({ witness, yahoo: market.vendor.url, database }),
    ...EVERY_SECOND,
    NTFY_SERVER: ntfy,
    OUTBOUND_ALLOW: new URL(webhook).host,
    AWS_ENDPOINT_URL_SNS: sns,
    AWS_REGION: 'eu-west-1',
    AWS_SNS_TOPIC_ARN: TOPIC_ARN,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    MAX_ALERTS_PER_MINUTE: '1000',
  };
}

async function setMood({ witness, receivers, seed }: Scene, mood: Mood, kill: number) {
  const { delayMs, rate429, rate5xx, cut } = mood;
  const own = seed * 1_000 + kill;
  receivers.setMood({ seed: own, delayMs, rate429, cutAfter: cut });
  const others = { rate429, rate5xx, cutBefore: cut, cutAfter: cut };
  await witness.ask('faults', { seed: own, ...others, delay: delayMs === 0 ? 0 : 1, delayMs });
}

const SETTING_UP_MS = 30_000;
const OWN_CONTACTS = `select count(*) from contact where chat_id = ${OWNER}`;

/** The owner adds a webhook as people do, and has everything sent there, too. */
async function addByHand({ witness, receivers, database }: Scene, options: LifeOptions) {
  const life = live(options);
  await life.ready;
  const text = `/channels add webhook ${receivers.urls.webhook}/hook/owner a-secret-of-the-owner`;
  await witness.ask('say', { user: OWNER, chat: OWNER, text });
  const isThere = await until(() => count(database, OWN_CONTACTS) === 1, {
    limitMs: SETTING_UP_MS,
  });
  const code = await life.stop();
  if (!isThere || code !== 0) throw new Error('The owner could not add a webhook.');
  const db = openDb(database, 'drizzle');
  createStore(db).chats.setPolicy(chatId(OWNER), ownersPolicy());
  db.close();
}
