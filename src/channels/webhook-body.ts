import type { Parcel } from '../core/ports/channel.ts';
import type { Instant } from '../core/time.ts';
import { parcelText } from './parcel-text.ts';

/** Of a text that machines read; Telegram's own limit is 4,096. */
const LONGEST = 4_096;

/**
 * What a webhook is sent, as docs/channels.md tells it. A field that goes, or means something else, is a new version;
 * one more field is not.
 */
export function webhookBody(parcel: Parcel, key: string): string {
  const { about } = parcel;
  const { title, text, link } = parcelText(parcel, LONGEST);
  return JSON.stringify({
    version: 1,
    key,
    ref: about?.ref ?? null,
    instance: about?.instance ?? null,
    type: about?.type ?? 'notice',
    severity: about?.severity ?? null,
    ticker: about?.ticker ?? null,
    step: about?.step ?? null,
    reason: about?.reason ?? null,
    title,
    text,
    link: link?.url ?? null,
    price: about?.price ?? null,
    currency: about?.currency ?? null,
    quotedAt: about === undefined ? null : written(about.quotedAt),
    firedAt: about === undefined ? null : written(about.firedAt),
    rule: about?.rule ?? null,
    count: about?.count ?? null,
  });
}

function written(at: Instant): string {
  return new Date(at).toISOString();
}
