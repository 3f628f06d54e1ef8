import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { OutsideChannel } from '../core/ports/channel.ts';
import type { SmtpSettings } from '../core/ports/emergency.ts';
import { defineChannel } from './define.ts';
import { mailLetter } from './mail-letter.ts';

const target = z.object({ to: z.string().max(254) });

/** One mailbox, and nothing that could be read as a second one or as a header. */
const ADDRESS =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

const NOT_SET_UP =
  'No mail server is set up here: whoever runs the program sets SMTP_HOST and MAIL_FROM';

type Needs = { readonly config: Pick<ChannelConfig, 'smtp' | 'mailFrom' | 'alertEmail'> };
type Post = { readonly smtp: SmtpSettings; readonly from: string };

/** Mail through the server of whoever runs the program. */
export function emailChannel({ config }: Needs): OutsideChannel {
  const { smtp, mailFrom, alertEmail } = config;
  const post: Post | undefined =
    smtp === undefined || mailFrom === undefined ? undefined : { smtp, from: mailFrom };
  return defineChannel({
    name: 'email',
    says: 'mailbox',
    example: 'email ana@example.com',
    // Many servers and readers drop a second mail with the same Message-ID; many do not.
    knowsRepeats: false,
    target,
    ofInstallation: post === undefined || alertEmail === undefined ? undefined : { to: alertEmail },

    read(text) {
      if (post === undefined) return { kind: 'problem', why: `${NOT_SET_UP}.` };
      const to = text.trim();
      if (to.length <= 254 && ADDRESS.test(to)) return { kind: 'ok', target: { to } };
      return { kind: 'problem', why: 'I need one mail address, such as ana@example.com.' };
    },

    label: ({ to }) => to,

    async send({ to }, parcel, signal): Promise<Outcome> {
      if (post === undefined) return { kind: 'rejected', why: NOT_SET_UP, channelDead: true };
      // A mail library has no place in the memory of a program that sends none.
      const { sendLetter } = await import('./mail-send.ts');
      return sendLetter(post.smtp, mailLetter(parcel, { from: post.from, to }), signal);
    },

    async check(_to, signal) {
      if (post === undefined) return { isWell: false, why: NOT_SET_UP };
      const { checkMail } = await import('./mail-send.ts');
      return checkMail(post.smtp, signal);
    },
  });
}
