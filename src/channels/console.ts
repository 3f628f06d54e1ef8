import { z } from 'zod';
import type { OutsideChannel } from '../core/ports/channel.ts';
import type { Log } from '../core/ports/log.ts';
import { defineChannel } from './define.ts';
import { parcelText } from './parcel-text.ts';

const target = z.object({});

/** A log is read by the line. */
const LONGEST = 2_000;

/** One line of the program's log for each message: to try things out, and for whoever collects the logs of containers. */
export function consoleChannel({ log }: { readonly log: Log }): OutsideChannel {
  return defineChannel({
    name: 'console',
    says: "a line in this program's log",
    example: 'console',
    knowsRepeats: false,
    target,
    ofInstallation: undefined,

    read(text) {
      if (text.trim() === '') return { kind: 'ok', target: {} };
      return { kind: 'problem', why: 'Nothing belongs behind it.' };
    },

    label: () => "the program's log",

    send(_target, parcel) {
      const { key, about } = parcel;
      const { title, text } = parcelText(parcel, LONGEST);
      const facts = about && { ref: about.ref, ticker: about.ticker, severity: about.severity };
      log.info('alert', { key, ...facts, title, text });
      return Promise.resolve({ kind: 'sent', messageId: key });
    },

    check: () => Promise.resolve({ isWell: true }),
  });
}
