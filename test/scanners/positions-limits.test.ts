import { createSecretKey, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import { instant } from '../../src/core/time.ts';
import { createSeal } from '../../src/db/seal.ts';
import { accountDoor } from '../../src/db/account-door.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createPositionsScan } from '../../src/scanners/positions.ts';
import { startBroker } from '../support/broker.ts';
import { brokersAt } from '../support/broker-client.ts';
import { aDatabase } from '../support/database.ts';
import { HOLDER, keepAccount } from '../support/holding.ts';

const ACCOUNTS = 3;
const POSITIONS = 200;
const SCANS = 12;

test('three accounts with 200 positions are read every half minute within all limits', async () => {
  const { store } = aDatabase();
  const instruments = Array.from({ length: POSITIONS }, (_, i) => ({
    symbol: `S${i}_US_EQ`,
    shortName: `S${i}`,
    currency: 'USD',
    exchange: 'NASDAQ',
    name: `S${i} plc`,
    isin: `XX${i}`.padEnd(12, '0'),
  }));
  const keys = Array.from({ length: ACCOUNTS }, (_, i) => ({
    key: `key-of-account-${i}`,
    secret: 'secret-of-all-of-them',
    id: 100 + i,
    holdings: instruments.map(({ symbol }) => ({ symbol, quantity: 10, averagePrice: 20 + i })),
  }));
  const broker = await startBroker({
    accounts: keys,
    secondMs: 5,
    instruments: instruments,
  });
  onTestFinished(() => broker.close());
  const brokers = brokersAt(broker);
  onTestFinished(() => brokers.close());
  const seal = createSeal(createSecretKey(randomBytes(32)));
  const door = accountDoor({ store, seal, brokers, ownCredentials: undefined });
  for (const { key, secret, id } of keys) {
    const account = keepAccount(store, { name: key, remoteId: String(id) });
    door.keep(account, { key, secret });
  }
  const scan = createPositionsScan({
    store,
    outbox: createOutbox(store, () => undefined),
    calendar: createCalendar(),
    defaultZone: 'UTC',
    door,
    clock: () => instant(Date.now()),
    installAccount: () => undefined,
  });
  for (let n = 0; n < SCANS; n++) {
    const pace = pause(30 * broker.secondMs);
    expect(await scan()).toEqual([]);
    await pace;
  }
  expect(store.positions.ofUser(HOLDER)).toHaveLength(ACCOUNTS * POSITIONS);
  expect(broker.exceeded).toEqual([]);
  expect(broker.seen.length).toBeGreaterThanOrEqual(SCANS * ACCOUNTS * 3);
}, 60_000);
