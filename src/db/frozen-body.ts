import type { Outcome } from '../core/alert.ts';
import type { FrozenMessage } from '../core/ports/channel.ts';
import type { DeliveryRow } from './deliveries.ts';

type Stands = NonNullable<(Outcome & { kind: 'sent' })['stands']>;

/** Whether a delivery's message is a photo with a caption; until it is frozen, whether it is to be one. */
export function standsAsPhoto({ body, content }: DeliveryRow): boolean {
  const source = body ?? content;
  if (source === null) return false;
  const { picture } = JSON.parse(source) as Pick<FrozenMessage, 'picture'>;
  return picture !== undefined;
}

/** The body of a message that stands otherwise than it was frozen. */
export function asItStands(body: string, stands: Stands): string {
  const { picture: _asked, ...rest } = JSON.parse(body) as FrozenMessage;
  return JSON.stringify(stands === 'as-text' ? rest : { ...rest, picture: 'kept' });
}
