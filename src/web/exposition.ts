import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

import { SECOND_MS } from '../core/time.ts';
import type { Facts } from './facts.ts';

export type Exposition = {
  readonly contentType: string;
  readonly render: (facts: Facts) => Promise<string>;
};

/** One value of a metric, with its labels. */
type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

type Metric = {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly labels: readonly string[];
  readonly read: (facts: Facts) => readonly Sample[];
};

const METRICS: readonly Metric[] = [
  {
    name: 'bellwether_alerts_total',
    help: 'Alerts created since the database was made',
    kind: 'counter',
    labels: [],
    read: ({ alerts }) => one(alerts.created),
  },
  {
    name: 'bellwether_alerts',
    help: 'Alerts by what became of them; suppressed ones were held back on purpose',
    kind: 'gauge',
    labels: ['fate'],
    read: ({ alerts: { sent, suppressed, expired, dead, open } }) =>
      by('fate', { sent, suppressed, expired, dead, open }),
  },
  {
    name: 'bellwether_alerts_unaccounted',
    help: 'Alerts created less those sent, suppressed, expired, dead or open; must be 0',
    kind: 'gauge',
    labels: [],
    read: ({ alerts }) => one(alerts.unaccounted),
  },
  {
    name: 'bellwether_deliveries',
    help: 'Deliveries by status',
    kind: 'gauge',
    labels: ['status'],
    read: ({ deliveries }) => by('status', deliveries),
  },
  {
    name: 'bellwether_oldest_due_seconds',
    help: 'How long the longest waiting delivery has been due; 0 when none waits',
    kind: 'gauge',
    labels: [],
    read: ({ oldestDueMs }) => one(oldestDueMs / SECOND_MS),
  },
  {
    name: 'bellwether_inbox_depth',
    help: 'Telegram updates received and not yet handled',
    kind: 'gauge',
    labels: [],
    read: ({ inboxDepth }) => one(inboxDepth),
  },
  {
    name: 'bellwether_provider_requests_total',
    help: 'Requests to a provider by result',
    kind: 'counter',
    labels: ['provider', 'result'],
    read: ({ providers }) =>
      providers.flatMap(({ name, successes, failures }) => [
        { labels: { provider: name, result: 'success' }, value: successes },
        { labels: { provider: name, result: 'failure' }, value: failures },
      ]),
  },
  {
    name: 'bellwether_provider_age_seconds',
    help: "Since a provider's last success; absent before the first",
    kind: 'gauge',
    labels: ['provider'],
    read: ({ providers }) =>
      providers.flatMap(({ name, ageMs }) =>
        ageMs === undefined ? [] : [{ labels: { provider: name }, value: ageMs / SECOND_MS }],
      ),
  },
  {
    name: 'bellwether_scans_total',
    help: 'Scans by result; skipped ones were due and left out, with a reason in the log',
    kind: 'counter',
    labels: ['scan', 'result'],
    read: ({ scans }) =>
      scans.flatMap(({ name, run, skipped, failed }) => [
        { labels: { scan: name, result: 'run' }, value: run },
        { labels: { scan: name, result: 'skipped' }, value: skipped },
        { labels: { scan: name, result: 'failed' }, value: failed },
      ]),
  },
  {
    name: 'bellwether_telegram_too_many_total',
    help: 'Times that Telegram answered 429',
    kind: 'counter',
    labels: [],
    read: ({ telegramTooMany }) => one(telegramTooMany),
  },
  {
    name: 'bellwether_database_bytes',
    help: 'Size of the database by file',
    kind: 'gauge',
    labels: ['file'],
    read: ({ databaseBytes, walBytes }) => by('file', { database: databaseBytes, wal: walBytes }),
  },
];

/** The program's own metrics beside those of the process (memory, CPU, event-loop lag), in a registry of its own. */
export function createExposition(): Exposition {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const setters = METRICS.map((metric) => setterOf(metric, registry));
  return {
    contentType: registry.contentType,
    render(facts) {
      for (const set of setters) set(facts);
      return registry.metrics();
    },
  };
}

function setterOf(metric: Metric, registry: Registry): (facts: Facts) => void {
  const { name, help, kind, labels, read } = metric;
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  const instrument = kind === 'counter' ? new Counter(options) : new Gauge(options);
  return (facts) => {
    // Totals are counted elsewhere; from nothing to the total is how a Counter can show them.
    instrument.reset();
    for (const { labels, value } of read(facts)) instrument.inc(labels, value);
  };
}

function one(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

function by(label: string, values: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}
