/** So many requests within so many seconds, as the broker documents it, for each account. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  'GET account/summary': [1, 5],
  'GET account/cash': [1, 2],
  'GET account/info': [1, 30],
  'GET positions': [1, 1],
  'GET portfolio': [1, 5],
  'GET orders': [1, 5],
  'GET orders/id': [1, 1],
  'DELETE orders/id': [50, 60],
  'POST orders/market': [50, 60],
  'POST orders/stop': [1, 2],
  'GET metadata/instruments': [1, 50],
  'GET metadata/exchanges': [1, 30],
  'GET history/orders': [6, 60],
};

export type Counted = {
  readonly isWithin: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

export type Counter = {
  /** Counts one request that arrived. */
  count(account: string, place: string): Counted;
  /** Takes turns away, as a phone of the same person does. */
  take(account: string, place: string, turns: number): void;
  /** Each request that was one too many. */
  readonly exceeded: readonly string[];
};

/** Counts what arrives within any one period, sliding: stricter than periods that begin at full minutes. */
export function createCounter(secondMs: number): Counter {
  const arrived = new Map<string, number[]>();
  const exceeded: string[] = [];

  function recent(
    name: string,
    place: string,
  ): { times: number[]; limit: readonly [number, number] } {
    const limit = LIMITS[place] ?? [1_000, 1];
    const now = performance.now();
    const times = (arrived.get(name) ?? []).filter((at) => at > now - limit[1] * secondMs);
    arrived.set(name, times);
    return { times, limit };
  }

  return {
    exceeded,
    take(account, place, turns) {
      const { times } = recent(`${account} ${place}`, place);
      for (let turn = 0; turn < turns; turn++) times.push(performance.now());
    },
    count(account, place) {
      const name = `${account} ${place}`;
      const { times, limit } = recent(name, place);
      const [most, periodS] = limit;
      const isWithin = times.length < most;
      if (isWithin) times.push(performance.now());
      else exceeded.push(name);
      const goesAt = (times[0] ?? performance.now()) + periodS * secondMs;
      const waitS = Math.ceil((goesAt - performance.now()) / secondMs);
      return {
        isWithin,
        headers: {
          'x-ratelimit-limit': String(most),
          'x-ratelimit-period': String(periodS),
          'x-ratelimit-remaining': String(Math.max(0, most - times.length)),
          'x-ratelimit-used': String(times.length),
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + Math.max(0, waitS)),
        },
      };
    },
  };
}
