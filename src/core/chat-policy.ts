import { z } from 'zod';
import { SEVERITIES, type Severity } from './alert.ts';
import type { ChatKind } from './people.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts';

/**
 * Where alerts of one severity go: the channels of the first stop together, those of the next one when none of it can be
 * reached in time. `log` keeps an alert in the history and sends nothing.
 */
export type Route = readonly (readonly string[])[];

/** A daily span in the chat's own zone, `HH:MM`; it may run over midnight. */
export type QuietHours = { readonly from: string; readonly to: string };

/** What a chat wants of its alerts beyond its rules. */
export type ChatPolicy = {
  readonly routes: Readonly<Record<Severity, Route>>;
  /** Only critical alerts pass; the rest comes as one digest when they end. */
  readonly quiet: QuietHours | undefined;
  /** More alerts than this within the window become one message. */
  readonly stormFrom: number;
  readonly windowMs: number;
  /** How many messages with alerts in a minute; undefined for the installation's own limit. */
  readonly mostPerMinute: number | undefined;
  /** How long after a critical alert, unacknowledged, the next step is taken; empty for never. Ascending. */
  readonly escalateAfterMs: readonly number[];
  /** How often a critical alert that still holds and that nobody acknowledged comes again after that; 0 for never. */
  readonly repeatEveryMs: number;
  /** What is done when it is over: the message says so (`edit`), critical ones send word (`critical`), or all do. */
  readonly resolved: 'off' | 'edit' | 'critical' | 'all';
  /** Read by anybody: nothing there tells who did what. Undefined for what its kind says: a channel is, a group is not. */
  readonly isPublic: boolean | undefined;
  /** A move of the whole market keeps its shares' own moves quiet. */
  readonly inhibits: boolean;
  readonly brief:
    | {
        readonly preOpen: boolean;
        readonly postClose: boolean;
        /** Fixed times beside those, `HH:MM` in the chat's zone. */
        readonly at: readonly string[];
      }
    | undefined;
};

export const USUAL_POLICY: ChatPolicy = {
  routes: {
    critical: [['telegram', 'pushover']],
    high: [['telegram']],
    medium: [['ntfy']],
    low: [['ntfy']],
  },
  quiet: undefined,
  stormFrom: 5,
  windowMs: 10 * SECOND_MS,
  mostPerMinute: undefined,
  escalateAfterMs: [5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS],
  repeatEveryMs: 4 * HOUR_MS,
  resolved: 'critical',
  isPublic: undefined,
  inhibits: true,
  brief: undefined,
};

const CLOCK = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const ROUTE = z.array(z.array(z.string().min(1)).min(1)).min(1);

/** What a chat has set, as it is kept: only what differs from the usual. What cannot be read is the usual. */
const KEPT = z.object({
  routes: z.partialRecord(z.enum(SEVERITIES), ROUTE).optional().catch(undefined),
  quiet: z.object({ from: CLOCK, to: CLOCK }).optional().catch(undefined),
  stormFrom: z.int().min(1).max(100).optional().catch(undefined),
  windowMs: z.int().min(0).max(HOUR_MS).optional().catch(undefined),
  mostPerMinute: z.int().min(1).max(1_000).optional().catch(undefined),
  escalateAfterMs: z.array(z.int().min(1)).max(5).optional().catch(undefined),
  repeatEveryMs: z.int().min(0).optional().catch(undefined),
  resolved: z.enum(['off', 'edit', 'critical', 'all']).optional().catch(undefined),
  isPublic: z.boolean().optional().catch(undefined),
  inhibits: z.boolean().optional().catch(undefined),
  brief: z
    .object({ preOpen: z.boolean(), postClose: z.boolean(), at: z.array(CLOCK).max(6) })
    .optional()
    .catch(undefined),
});

/** Whether anybody may read along in a chat, strangers too. */
export function isPublicChat(kind: ChatKind, { isPublic }: Pick<ChatPolicy, 'isPublic'>): boolean {
  return isPublic ?? kind === 'channel';
}

/** Reads what `writePolicy` wrote; null is the usual. */
export function readPolicy(json: string | null): ChatPolicy {
  if (json === null) return USUAL_POLICY;
  const kept = KEPT.safeParse(parsed(json));
  if (!kept.success) return USUAL_POLICY;
  const said = Object.entries(kept.data).filter(([, value]) => value !== undefined);
  return {
    ...USUAL_POLICY,
    ...Object.fromEntries(said),
    routes: { ...USUAL_POLICY.routes, ...kept.data.routes },
  };
}

/** @returns JSON of what differs from the usual; null when nothing does */
export function writePolicy(policy: ChatPolicy): string | null {
  const routes = Object.entries(policy.routes).filter(
    ([severity, route]) =>
      !isSame(route, new Map(Object.entries(USUAL_POLICY.routes)).get(severity)),
  );
  const { routes: _all, ...plain } = policy;
  const usual = new Map<string, unknown>(Object.entries(USUAL_POLICY));
  const others = Object.entries(plain).filter(([name, value]) => !isSame(value, usual.get(name)));
  const kept = {
    ...Object.fromEntries(others),
    ...(routes.length > 0 && { routes: Object.fromEntries(routes) }),
  };
  return Object.keys(kept).length === 0 ? null : JSON.stringify(kept);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
