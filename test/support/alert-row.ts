import type { NewAlert } from '../../src/db/alert-insert.ts';
import { placeOf } from './homes.ts';
import { aTicker } from './ticker.ts';

type AlertWish = Pick<NewAlert, 'firedAt'> &
  Partial<NewAlert> & { readonly chat: number; readonly n: number };

/** The row of an alert about NVDA that rang by itself and whose fate is open, the `n`th; only the fields under test are given. */
export function anAlertRow({ chat, n, ...fields }: AlertWish): NewAlert {
  return {
    eventKey: `rule/1/1/NVDA/${n}` as never,
    ref: `A${n}`,
    place: placeOf(chat),
    ruleId: undefined,
    ticker: aTicker('NVDA'),
    type: 'price',
    severity: 'medium',
    reason: 'first',
    fate: 'open',
    evidence: {} as never,
    ...fields,
  };
}
