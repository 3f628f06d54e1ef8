import { SEVERITIES, type Severity } from '../core/alert.ts';
import { USUAL_POLICY, type ChatPolicy } from '../core/chat-policy.ts';
import type { Actor, ChatId } from '../core/people.ts';
import { RETENTION_DAYS } from '../core/retention.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { firstStop } from '../alerts/route.ts';
import { quietUntil } from '../alerts/quiet-hours.ts';
import type { AppDeps } from './deps.ts';
import {
  readPolicyWords,
  spellRoute,
  type PolicySetting,
  type WordLimits,
} from './policy-words.ts';
import { retimeNight } from './night.ts';
import { reachApp, type ReachNeeds } from './reach.ts';
import { readSpan, wakeTime } from './wake-time.ts';

type Needs = ReachNeeds & Pick<AppDeps, 'calendar' | 'defaultZone' | 'maxAlertsPerMinute'>;

/** Where alerts of one severity go: as it is set, and as it comes to now. */
export type RouteLine = {
  readonly severity: Severity;
  readonly words: string;
  /** Channels that are tried at first; empty when it is only kept. */
  readonly now: readonly string[];
  /** Named in its route and not to be had in this chat: Telegram stands in. */
  readonly missing: readonly string[];
  readonly isUsual: boolean;
};

export type PolicyView = {
  readonly policy: ChatPolicy;
  readonly routes: readonly RouteLine[];
  readonly zone: string;
  /** When the quiet hours end next, and with them what was held comes; undefined without any. */
  readonly digestAt: Instant | undefined;
  readonly isQuietNow: boolean;
  readonly limits: WordLimits;
  /** Channels that can be set up in this installation. */
  readonly addable: readonly string[];
  readonly retentionDays: number;
};

export type PolicyChange =
  | { readonly kind: 'problem'; readonly why: string; readonly view: PolicyView }
  | {
      readonly kind: 'set' | 'same';
      readonly before: string;
      readonly after: string;
      readonly view: PolicyView;
    };

/** What a chat has set about its alerts, to be seen and changed. */
export function policySettings(deps: Needs) {
  const { store, clock } = deps;
  const here = (by: Actor): ChatId => store.chats.current(by.place.chat);
  return {
    view: (by: Actor): PolicyView => viewOf(deps, here(by)),
    /** Whether a change may be taken back: what it set is still as it left it, in these words. */
    isStill({ name, words }: { name: PolicySetting; words: string }, by: Actor): boolean {
      const policy = store.chats.policy(here(by));
      const read = readPolicyWords(name, words, { policy, limits: limitsOf(deps, policy) });
      return read.kind === 'read' && read.before === read.after;
    },
    /** Sets one thing by its words, and writes down who did. Called within the commit of the update that asks for it. */
    change(wish: { name: PolicySetting; words: string }, by: Actor): PolicyChange {
      const chat = here(by);
      const was = store.chats.policy(chat);
      const facts = { policy: was, limits: limitsOf(deps, was) };
      const read = readPolicyWords(wish.name, wish.words, facts);
      if (read.kind === 'problem') return { ...read, view: viewOf(deps, chat) };
      const { before, after, policy } = read;
      if (before === after) return { kind: 'same', before, after, view: viewOf(deps, chat) };
      store.chats.setPolicy(chat, policy);
      retimeNight(deps, chat);
      const action = `settings-${wish.name}`;
      store.audit.add({ action, subject: String(chat), before, after }, clock());
      return { kind: 'set', before, after, view: viewOf(deps, chat) };
    },
  };
}

/** What stands in a route already may stand there again, so that every change can be taken back. */
function limitsOf({ outside, maxAlertsPerMinute }: Needs, policy: ChatPolicy): WordLimits {
  const named = [USUAL_POLICY, policy].flatMap(({ routes }) => Object.values(routes).flat(2));
  const channels = [...new Set(['telegram', ...outside.keys(), ...named])];
  return {
    channels: [...channels.filter((name) => name !== 'log'), 'log'],
    mostPerMinute: maxAlertsPerMinute,
  };
}

function viewOf(deps: Needs, chat: ChatId): PolicyView {
  const { store, clock, defaultZone } = deps;
  const policy = store.chats.policy(chat);
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const now = clock();
  return {
    policy,
    routes: SEVERITIES.toReversed().map((severity) => routeLine(deps, { chat, policy, severity })),
    zone,
    digestAt: nextDigest(deps, { policy, zone }),
    isQuietNow: quietUntil(policy.quiet, zone, now) !== undefined,
    limits: limitsOf(deps, policy),
    addable: [...deps.outside.keys()],
    retentionDays: RETENTION_DAYS,
  };
}

type OneRoute = {
  readonly chat: ChatId;
  readonly policy: ChatPolicy;
  readonly severity: Severity;
};

function routeLine(deps: Needs, { chat, policy, severity }: OneRoute): RouteLine {
  const route = policy.routes[severity];
  const telegram = { channel: 'telegram', address: String(chat), isUsable: true };
  const reachable = [telegram, ...reachApp(deps).contactsOf(chat)];
  const usable = reachable.filter(({ isUsable }) => isUsable).map(({ channel }) => channel);
  const words = spellRoute(route);
  return {
    severity,
    words,
    now: [...new Set(firstStop(route, reachable).map(({ channel }) => channel))],
    missing: [...new Set(route.flat())].filter((name) => name !== 'log' && !usable.includes(name)),
    isUsual: words === spellRoute(USUAL_POLICY.routes[severity]),
  };
}

/** When what is held next, or is being held, comes as one message. */
function nextDigest(
  { calendar, clock }: Needs,
  { policy: { quiet }, zone }: Pick<PolicyView, 'policy' | 'zone'>,
): Instant | undefined {
  if (quiet === undefined) return undefined;
  const now = clock();
  const held = quietUntil(quiet, zone, now);
  if (held !== undefined) return held;
  const span = readSpan(quiet.from);
  const where = { calendar, market: 'always', zone, timeframe: '1d' } as const;
  const begins = span && wakeTime(where, span, now);
  return typeof begins === 'number' ? quietUntil(quiet, zone, plus(begins, MINUTE_MS)) : undefined;
}
