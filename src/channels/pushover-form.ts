import type { Severity } from '../core/alert.ts';
import type { Parcel, ParcelAbout } from '../core/ports/channel.ts';
import { keyHash } from './key-hash.ts';
import { parcelText } from './parcel-text.ts';

/** https://pushover.net/api: characters of a message, of an address and of its title. */
const LONGEST = { message: 1_024, url: 512, urlTitle: 100 };

/** -1 comes without sound, 1 through quiet hours, 2 rings until somebody acknowledges. */
const PRIORITIES: Readonly<Record<Severity, -1 | 0 | 1 | 2>> = {
  low: -1,
  medium: 0,
  high: 1,
  critical: 2,
};

/** Of priority 2: every minute, for ten. */
const EMERGENCY = { retry: '60', expire: '600' };

/** A message as Pushover's form, less who sends it to whom. */
export function pushoverForm(parcel: Parcel): Readonly<Record<string, string>> {
  const { title, text, link } = parcelText(parcel, LONGEST.message);
  const { about } = parcel;
  const priority = priorityOf(parcel);
  const said = title || 'Bellwether';
  return {
    title: said,
    // An empty one is refused.
    message: text || said,
    priority: String(priority),
    html: '0',
    // By this a message can be taken back even where its receipt never arrived.
    tags: keyHash(parcel.key),
    ...(priority === 2 && EMERGENCY),
    ...(priority >= 1 && { sound: 'siren' }),
    ...(link !== undefined &&
      link.url.length <= LONGEST.url && {
        url: link.url,
        url_title: link.label.slice(0, LONGEST.urlTitle),
      }),
    ...timestampOf(about),
  };
}

function priorityOf({ about, body }: Parcel): -1 | 0 | 1 | 2 {
  // Whoever froze the message meant it to come without sound.
  if (body.silent) return -1;
  if (about === undefined) return 0;
  const priority = PRIORITIES[about.severity];
  // An end wakes nobody.
  return about.reason === 'resolved' && priority > 0 ? 0 : priority;
}

/** The first message is dated when it fired, however late it comes; each later one tells of its own moment. */
function timestampOf(about: ParcelAbout | undefined): { timestamp?: string } {
  return about?.step === 'first' ? { timestamp: String(Math.floor(about.firedAt / 1000)) } : {};
}
