import { digestMessage, ON_A_PAGE, type DigestItem } from '../alerts/digest.ts';
import type { Message } from '../core/message.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

type Needs = { readonly store: Store; readonly defaultZone: string };

export type BundleWish = {
  readonly bundleId: number;
  /** From 0; undefined for the message as it first goes out. */
  readonly page: number | undefined;
};

/** What stands for the whole market. */
const MARKET = 'SPY' as Ticker;

/** As many as the message has room for: the worst in the open, the rest folded. */
const SHOWN = 25;

/** A message that carries several alerts, as it should read now; undefined when they have been erased. */
export function renderBundle(
  { store, defaultZone }: Needs,
  { bundleId, page: wished }: BundleWish,
  now: Instant,
): Message | undefined {
  const bundle = store.bundles.get(bundleId);
  if (bundle === undefined) return undefined;
  const { total, unacked, from, to } = store.alerts.tallyOfBundle(bundleId);
  if (total === 0) return undefined;
  const pages = Math.ceil(total / ON_A_PAGE);
  const page = wished === undefined ? undefined : Math.min(Math.max(wished, 0), pages - 1);
  const rows =
    page === undefined
      ? store.alerts.ofBundle(bundleId, { limit: SHOWN })
      : store.alerts.ofBundle(bundleId, { limit: ON_A_PAGE, offset: page * ON_A_PAGE });
  const zone = store.chats.get(bundle.place.chat)?.zone ?? defaultZone;
  const facts = {
    bundleId,
    kind: bundle.kind,
    items: rows.map(toItem),
    total,
    unacked,
    market: marketMove(store, to),
    span: { from, to },
    page,
    pages,
    zone,
  };
  return digestMessage(facts, now);
}

function toItem(alert: AlertRecord): DigestItem {
  return {
    ...alert,
    isAcked: alert.ackedAt !== undefined,
    isOver: alert.resolvedAt !== undefined,
  };
}

/** How far a quote of the market may be from what rang and still say something about it. */
const SAME_TIME_MS = 30 * MINUTE_MS;

/** The market's move of the day as it was when the alerts rang; undefined when it was not looked at then. */
function marketMove(store: Store, at: Instant): { ticker: string; pct: number } | undefined {
  const quote = store.quotes.get(MARKET)?.quote;
  if (quote?.previousClose === undefined || quote.previousClose === 0) return undefined;
  if (Math.abs(quote.at - at) > SAME_TIME_MS) return undefined;
  return { ticker: MARKET, pct: ((quote.price - quote.previousClose) * 100) / quote.previousClose };
}
