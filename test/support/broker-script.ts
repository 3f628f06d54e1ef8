import { onTestFinished } from 'vitest';
import type { Broker } from '../../src/core/ports/broker.ts';
import type { BrokersDeps } from '../../src/broker/registry.ts';
import { brokersAt } from './broker-client.ts';
import { type SeenRequest, startHttp } from './http-server.ts';

/** What stands at a place, by the end of its path without query; text goes as it is, numbers are statuses. */
export type Script = Readonly<Record<string, unknown>>;

export const SCRIPTED_INSTRUMENTS = [
  instrument('AAPL_US_EQ', 'AAPL', 'USD', 1),
  instrument('BRKb_US_EQ', 'BRK.B', 'USD', 1),
  instrument('IITU_EQ', 'IITU', 'GBX', 2),
  instrument('VUSAl_EQ', 'VUSA', 'GBP', 2),
  instrument('MCp_EQ', 'MC', 'EUR', 3),
  instrument('ODDx_EQ', 'ODD', 'QQQ', 4),
];

function instrument(
  ...[ticker, shortName, currencyCode, workingScheduleId]: readonly [string, string, string, number]
) {
  return {
    ticker,
    shortName,
    currencyCode,
    workingScheduleId,
    name: `${shortName} plc`,
    isin: 'XX0',
  };
}

export const SCRIPTED_EXCHANGES = [
  exchange('NASDAQ', 1),
  exchange('London Stock Exchange', 2),
  exchange('Euronext Paris', 3),
  exchange('Moon Exchange', 4),
];

function exchange(name: string, id: number) {
  const timeEvents = [
    { date: '2026-03-02T14:30:00.000Z', type: 'OPEN' },
    { date: '2026-03-02T21:00:00.000Z', type: 'AFTER_HOURS_OPEN' },
    { date: '2026-03-03T14:30:00.000Z', type: 'OPEN' },
  ];
  return { id: id * 10, name, workingSchedules: [{ id, timeEvents }] };
}

/** An account whose every answer is written down beforehand. What the script does not name is not there. */
export async function scripted(
  script: Script,
  options: { readonly shape?: string; readonly deps?: Partial<BrokersDeps> } = {},
): Promise<{ readonly broker: Broker; readonly seen: readonly SeenRequest[] }> {
  const lists = {
    'metadata/instruments': SCRIPTED_INSTRUMENTS,
    'metadata/exchanges': SCRIPTED_EXCHANGES,
  };
  const all: Script = { ...lists, ...script };
  const server = await startHttp((response, { path }) => {
    const [plain = ''] = path.replace('/api/v0/equity/', '').split('?');
    // A whole path with its query goes before the place alone.
    const answer = all[path] ?? all[plain];
    response.statusCode = typeof answer === 'number' ? answer : answer === undefined ? 404 : 200;
    if (typeof answer === 'string') response.end(answer);
    else if (typeof answer === 'object') response.end(JSON.stringify(answer));
    else response.end();
  });
  const at = { base: `${server.url}/api/v0/equity`, secondMs: 1 };
  const brokers = brokersAt(at, { readLimits: { attemptMs: 500 }, ...options.deps });
  onTestFinished(async () => {
    brokers.close();
    await server.close();
  });
  const broker = brokers.open({
    id: 1,
    kind: 'trading212',
    stage: 'demo',
    credentials: { key: 'k', secret: 's' },
    shape: options.shape ?? 'current',
  });
  if (broker === undefined) throw new Error('there is no broker');
  return { broker, seen: server.seen };
}
