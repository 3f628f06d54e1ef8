import { Api } from 'grammy';
import { createTelegramFetch } from '../src/http/telegram-fetch.ts';
import { figure, type Bench } from './support/figures.ts';
import { startTelegram } from './support/telegram.ts';

const CALLS = 20_000;
const IN_FLIGHT = 64;
const ROUNDS = 7;
const TEXT = '<b>NVDA 119.8</b> fell below 120\n' + 'Set by you on 2 January. '.repeat(12);

/** CPU of this process per sendMessage through grammY's own API, our fetch beside grammY's default. */
export const telegramFetch: Bench = {
  name: 'telegram-fetch',
  says: `µs of CPU per sendMessage, ${IN_FLIGHT} in flight; ${ROUNDS} × ${CALLS.toLocaleString('en-US')} calls, taking turns`,
  async run() {
    const telegram = await startTelegram();
    const { fetch, close } = createTelegramFetch();
    const { apiRoot } = telegram;
    const ours = { api: new Api('1:x', { apiRoot, fetch }), times: new Array<number>() };
    const plain = { api: new Api('1:x', { apiRoot }), times: new Array<number>() };
    for (const { api } of [ours, plain]) await cpuPerCall(api);
    for (let round = 0; round < ROUNDS; round++) {
      for (const { api, times } of [ours, plain]) times.push(await cpuPerCall(api));
    }
    await close();
    telegram.close();
    return [
      figure('ours', ours.times, { unit: 'µs', goal: 40 }),
      figure('grammY’s default', plain.times, { unit: 'µs' }),
    ];
  },
};

/** Microseconds of user and system time. */
async function cpuPerCall(api: Api): Promise<number> {
  const before = process.cpuUsage();
  let left = CALLS;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await api.sendMessage(1, TEXT, { parse_mode: 'HTML' });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}
