import type { OutsideChannel } from '../../src/core/ports/channel.ts';
import { startHttp, type LocalServer } from './http-server.ts';
import { onTestFinished } from 'vitest';

/** A channel whose contacts are a place and a secret: `porch s3cret-bell-cord`. Its service is a web server of the test's. */
export type Bells = {
  readonly channels: ReadonlyMap<string, OutsideChannel>;
  /** What was rung, as the service was asked. */
  readonly server: LocalServer;
  /** What the service says from now on; 200 at first. */
  readonly says: { status: number };
};

type BellOptions = {
  /** What whoever runs the program has set up. */
  readonly env?: string;
  /** `gong` makes a secret of its own, `drum` needs no address. */
  readonly extra?: readonly (keyof typeof EXTRA)[];
};

export async function startBells(options: BellOptions = {}): Promise<Bells> {
  const says = { status: 200 };
  const server = await startHttp((response) => {
    response.statusCode = says.status;
    response.end();
  });
  onTestFinished(() => server.close());
  const all = [
    bell('bell', { url: server.url, env: options.env }),
    bell('horn', { url: server.url, env: undefined }),
    { ...bell('lamp', { url: server.url, env: undefined }), read: notHere },
    ...(options.extra ?? []).map((name) =>
      EXTRA[name](bell(name, { url: server.url, env: undefined })),
    ),
  ];
  return { channels: new Map(all.map((one) => [one.name, one])), server, says };
}

function bell(name: string, service: { url: string; env: string | undefined }): OutsideChannel {
  return {
    name,
    says: `${name} at a door`,
    example: `${name} porch my-bell-cord`,
    knowsRepeats: false,
    ofInstallation: service.env === undefined ? undefined : { place: service.env, cord: 'env' },
    read(text) {
      const [place, cord, ...more] = text.trim().split(/\s+/);
      if (place === undefined || cord === undefined || more.length > 0)
        return { kind: 'problem', why: 'I need a place and a cord.' };
      return { kind: 'ok', target: { place, cord } };
    },
    label: ({ place }) => `at the ${String(place)}`,
    async send({ target }) {
      const reply = await fetch(`${service.url}/ring`, {
        method: 'POST',
        body: JSON.stringify(target),
      });
      if (reply.ok) return { kind: 'sent', messageId: '1' };
      return { kind: 'rejected', why: `answered ${reply.status}`, channelDead: true };
    },
    async check({ place }, signal) {
      const url = `${service.url}/look/${name}/${String(place)}`;
      const reply = await fetch(url, { signal }).catch(() => undefined);
      if (reply === undefined) return { isWell: false, why: 'the door cannot be reached' };
      return reply.ok
        ? { isWell: true }
        : { isWell: false, why: `the cord is cut (${reply.status})` };
    },
  };
}

/** What a gong says it made. */
export const GONG_SECRET = 'made-up-by-the-gong-itself';

const EXTRA = {
  gong: (one: OutsideChannel): OutsideChannel => ({
    ...one,
    read: (text) => ({
      kind: 'ok',
      target: { place: text, cord: GONG_SECRET },
      note: `Its secret is ${GONG_SECRET}`,
    }),
  }),
  drum: (one: OutsideChannel): OutsideChannel => ({
    ...one,
    example: 'drum',
    read: () => ({ kind: 'ok', target: { place: 'attic', cord: '' } }),
  }),
} as const;

function notHere(): { kind: 'problem'; why: string } {
  return { kind: 'problem', why: 'Whoever runs the program has no lamp.' };
}
