import type { Acked } from '../../app/alerts.ts';
import { visible } from '../../core/html.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Press, PressAnswer } from '../request.ts';

export const ERASED: PressAnswer = { toast: 'This alert is no longer kept.' };

export const NOT_YOURS: PressAnswer = {
  toast:
    'Quiet for the whole group needs one of its admins, or the Trader role. You can still acknowledge.',
  isAlert: true,
};

/** Whether the press counted, or who was faster. */
export function ackToast({ isNews, by, at, zone }: Acked, { now }: Press): string {
  return isNews
    ? 'Acknowledged.'
    : `${visible(by)} acknowledged this at ${formatMoment(at, zone, now)}.`;
}
