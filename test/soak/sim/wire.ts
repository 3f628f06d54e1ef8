import type { Outcome } from '../../../src/core/alert.ts';
import { chatId } from '../../../src/core/people.ts';
import type { OutsideChannel, Parcel } from '../../../src/core/ports/channel.ts';
import { createRandom } from '../../../src/sandbox/replay/random.ts';
import type { Doom } from './crash.ts';
import type { VirtualTime } from './virtual-time.ts';

export const CHANNELS = ['telegram', 'ntfy', 'pushover', 'webhook', 'email'] as const;

const FAULTS = [
  'none',
  'told to wait',
  'all told to wait',
  'not reached',
  'refused',
  'channel dead',
  'uncertain, accepted',
  'uncertain, not accepted',
  'slow',
] as const;
export type Fault = (typeof FAULTS)[number] | 'outage' | 'moved';

/** Shares of tries that each fault strikes, in the order of FAULTS after `none`. */
export type Weather = readonly number[];

export type Arrival = {
  readonly key: string;
  readonly lane: string;
  readonly at: number;
  readonly prefix: string | undefined;
  readonly messageId: string;
};

export type Flight = { readonly key: string; readonly lane: string; wasAccepted: boolean };

type Struck = {
  readonly lane: string;
  readonly fault: Fault;
  readonly random: () => number;
  readonly flight: Flight;
};

export type Wire = ReturnType<typeof createWire>;

type Sky = { readonly seed: string; readonly time: VirtualTime; readonly weather: Weather };

/** Everything between the program and its people. It outlives the program, and remembers what was accepted. */
export function createWire({ seed, time, weather }: Sky) {
  const arrivals: Arrival[] = [];
  const faults = new Map<Fault, number>();
  const tries = new Map<string, number>();
  /** Until when each lane was told to leave us alone, once the program knows. */
  const rests = new Map<string, number>();
  const doubted = new Set<string>();
  const flights = new Map<string, Flight>();
  const moved = new Map<string, number>();
  const dead = new Set<string>();
  const unread = new Map<string, { name: string; until: number }>();
  let outageUntil = 0;
  let isCalm = false;

  function faultFor(parcel: Parcel, lane: string, random: () => number): Fault {
    if (lane.startsWith('telegram:') && moved.has(parcel.address)) return 'moved';
    if (isCalm) return 'none';
    if (lane.startsWith('telegram:') && time.now() < outageUntil) return 'outage';
    let draw = random();
    for (const [i, share] of weather.entries()) {
      if (draw < share) return FAULTS[i + 1] ?? 'none';
      draw -= share;
    }
    return 'none';
  }

  function accept(parcel: Parcel, lane: string): string {
    const messageId = parcel.edits ?? String(arrivals.length + 1);
    const { key, prefix } = parcel;
    arrivals.push({ key, lane, at: time.now(), prefix, messageId });
    return messageId;
  }

  async function send(parcel: Parcel, lane: string, doom: Doom): Promise<Outcome> {
    const flight: Flight = { key: parcel.key, lane, wasAccepted: false };
    const n = (tries.get(parcel.key) ?? 0) + 1;
    tries.set(parcel.key, n);
    flights.set(parcel.key, flight);
    doom.pass('send/before leaving');
    const random = createRandom(`${seed}/${parcel.key}/${n}`);
    const fault = faultFor(parcel, lane, random);
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
    await time.after(50 + Math.floor(random() * 200));
    doom.pass('send/on its way');
    const outcome = await answer(parcel, { lane, fault, random, flight });
    doom.pass('send/answered');
    return outcome;

    async function answer(one: Parcel, on: Struck): Promise<Outcome> {
      const arrive = (): string => {
        const id = accept(one, on.lane);
        on.flight.wasAccepted = true;
        doom.pass('send/accepted');
        return id;
      };
      switch (on.fault) {
        case 'none':
          return { kind: 'sent', messageId: arrive() };
        case 'slow':
          await time.after(Math.floor(on.random() * 60_000));
          return { kind: 'sent', messageId: arrive() };
        case 'told to wait':
        case 'all told to wait':
          return told(on);
        case 'not reached':
        case 'outage':
          return { kind: 'retry', afterMs: undefined, counts: true, code: 'unreachable' };
        case 'refused':
          return { kind: 'rejected', why: 'bad request', channelDead: false };
        case 'channel dead':
          dead.add(on.lane);
          return { kind: 'rejected', why: 'blocked', channelDead: true };
        case 'uncertain, accepted':
          doubted.add(one.key);
          arrive();
          return { kind: 'uncertain', code: '502' };
        case 'uncertain, not accepted':
          doubted.add(one.key);
          return { kind: 'uncertain', code: '504' };
        case 'moved':
          return { kind: 'moved', to: chatId(moved.get(one.address) ?? 0) };
      }
    }
  }

  function told(on: Struck): Outcome {
    const seconds = Math.ceil(3_600 ** on.random());
    const isForAll = on.fault === 'all told to wait';
    const name = isForAll ? on.lane.slice(0, on.lane.indexOf(':') + 1) : on.lane;
    unread.set(on.flight.key, { name, until: time.now() + seconds * 1_000 });
    return {
      kind: 'retry',
      afterMs: seconds * 1_000,
      counts: false,
      code: '429',
      ...(isForAll && { pausesChannel: true }),
    };
  }

  return {
    send,
    arrivals,
    faults,
    flights,
    doubted,
    dead,
    /** Until when nothing may be sent there. */
    restsUntil: (lane: string): number =>
      Math.max(rests.get(lane) ?? 0, rests.get(lane.slice(0, lane.indexOf(':') + 1)) ?? 0),
    /** Whether it may have arrived, as far as anybody can tell. */
    mayHave: (key: string): boolean => doubted.has(key) || arrivals.some((one) => one.key === key),
    triesOf: (key: string): number => tries.get(key) ?? 0,
    /** What the program has been told, it has now written down. */
    heard(key: string): void {
      flights.delete(key);
      const found = unread.get(key);
      if (found === undefined) return;
      rests.set(found.name, Math.max(rests.get(found.name) ?? 0, found.until));
      unread.delete(key);
    },
    /** The program is gone: what it had not read it will never know, and what was on its way may arrive. */
    cutOff(random: () => number): void {
      unread.clear();
      for (const flight of flights.values()) {
        doubted.add(flight.key);
        if (!flight.wasAccepted && random() < 0.5)
          arrivals.push({
            key: flight.key,
            lane: flight.lane,
            at: time.now(),
            prefix: 'unknown',
            messageId: String(arrivals.length + 1),
          });
      }
      flights.clear();
    },
    move: (from: number, to: number): void => void moved.set(String(from), to),
    outage: (ms: number): void => void (outageUntil = time.now() + ms),
    calm: (): void => void (isCalm = true),
  };
}

/** A channel as it lists itself; what it sends goes by the wire. */
export function outsideChannel(name: string): OutsideChannel {
  return {
    name,
    says: name,
    example: name,
    knowsRepeats: false,
    read: () => ({ kind: 'problem', why: 'nothing can be added here' }),
    label: () => name,
    ofInstallation: undefined,
    send: () => Promise.resolve({ kind: 'rejected', why: 'no wire', channelDead: false }),
  };
}
