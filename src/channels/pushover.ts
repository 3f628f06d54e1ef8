import { z } from 'zod';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { OutsideChannel, TargetRead } from '../core/ports/channel.ts';
import type { Outbound } from '../http/outbound.ts';
import { defineChannel } from './define.ts';
import { pushoverApi } from './pushover-api.ts';
import { pushoverForm } from './pushover-form.ts';

const target = z.object({
  user: z.string().min(1).max(100),
  device: z.string().nullable(),
  /** Of an application of the reader's own; null where the installation's is used. */
  token: z.string().nullable(),
});

/** https://pushover.net/api: keys and tokens have 30 letters and digits, device names up to 25 characters. */
const KEY = /^[A-Za-z0-9]{30}$/;
const DEVICE = /^[\w-]{1,25}$/;

type Needs = {
  readonly config: Pick<ChannelConfig, 'pushover'>;
  readonly outbound: Pick<Outbound, 'ours'>;
};

/** Pushover: rings through silence when critical, and knows when its reader has acknowledged. */
export function pushoverChannel({ config: { pushover }, outbound }: Needs): OutsideChannel {
  const api = pushoverApi(outbound.ours, pushover.apiRoot, pushover.token);
  const { userKey, device } = pushover;
  const ownToken = pushover.token === undefined ? ' token:aAbCdEfGhIjKlMnOpQrStUvWxYz123' : '';
  return defineChannel({
    name: 'pushover',
    says: 'Pushover user key',
    example: `pushover uAbCdEfGhIjKlMnOpQrStUvWxYz123${ownToken}`,
    knowsRepeats: false,
    target,
    ofInstallation:
      userKey === undefined || pushover.token === undefined
        ? undefined
        : { user: userKey, device: device ?? null, token: null },
    read: (text) => read(text, pushover.token !== undefined),
    label: ({ user, device }) =>
      `Pushover …${user.slice(-4)}${device === null ? '' : `, ${device}`}`,
    send: (to, parcel, signal) => api.send(to, pushoverForm(parcel), signal),
    check: (to, signal) => api.check(to, signal),
    receipts: {
      poll: (to, id, signal) => api.poll(to, id, signal),
      cancel: (to, id, signal) => api.cancel(to, id, signal),
    },
  });
}

const EXAMPLE =
  'I need the user key of 30 letters and digits that pushover.net shows after you log in, then a device name if only one is to ring';

function read(text: string, hasToken: boolean): TargetRead {
  const [user = '', ...rest] = text.trim().split(/\s+/);
  const problem = (why: string): TargetRead => ({ kind: 'problem', why });
  if (user === '') return problem(`${EXAMPLE}.`);
  if (!KEY.test(user)) return problem(`That is no user key. ${EXAMPLE}.`);
  const tokens = rest.filter((word) => word.startsWith('token:'));
  const devices = rest.filter((word) => !word.startsWith('token:'));
  const [device = null] = devices;
  const token = tokens[0]?.slice('token:'.length) ?? null;
  if (devices.length > 1 || tokens.length > 1)
    return problem('I need one device and one token at most.');
  if (device !== null && !DEVICE.test(device))
    return problem('A device’s name has up to 25 letters, digits, _ or -.');
  if (token !== null && !KEY.test(token))
    return problem('After token: I need the 30 letters and digits of your application’s token.');
  if (token === null && !hasToken)
    return problem(
      'No Pushover application is set up here. Make one at pushover.net and add its token at the end, as token:… – or ask whoever runs the program to set PUSHOVER_API_TOKEN.',
    );
  return { kind: 'ok', target: { user, device, token } };
}
