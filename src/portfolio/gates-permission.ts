import { mayActAs } from '../core/people.ts';
import { gate, lastGate, open, shut, type GateRule, type Weighed } from './gate.ts';
import { GRADUATION, reaches } from './guard.ts';
import type { SaleFacts } from './sale-facts.ts';

/** How long a person has to call off what is announced, from when word of it has reached them. */
export const CANCEL_WINDOW_MS = 30_000;

/** Who and what allows a sale at all. */
export const PERMISSION_GATES: readonly GateRule[] = [
  gate('environment', ({ switches }) =>
    switches.isOff ? shut('AUTOSELL is off') : open('AUTOSELL is not off'),
  ),
  gate('file', ({ switches }) =>
    switches.hasFile ? shut('a file HALT lies beside the database') : open('no HALT file'),
  ),
  gate('halt', ({ switches }) =>
    switches.isHalted ? shut('selling is halted') : open('not halted'),
  ),
  gate('restore', ({ switches }) =>
    switches.isRestored
      ? shut('the database was restored, and no owner has let selling go on')
      : open('no restore is open'),
  ),
  gate('ceiling', ({ permission: { ceiling, stage } }) =>
    reaches(ceiling, stage)
      ? open(`AUTOSELL allows ${ceiling}`)
      : shut(`AUTOSELL allows ${ceiling}, and this account is ${stage}`),
  ),
  gate('pinned', ({ permission: { stage, remoteId, pinned } }) => {
    if (stage !== 'live') return open('no live account');
    if (pinned === undefined) return shut('T212_ACCOUNT_ID names no account');
    return remoteId === pinned ? open('the pinned account') : shut('not the pinned account');
  }),
  gate('practice', ({ permission: { stage, cleanDemoSales } }) => {
    if (stage !== 'live') return open('practice counts for live accounts');
    const { cleanDemoSales: wanted } = GRADUATION;
    const says = `${cleanDemoSales} of ${wanted} clean demo sales`;
    return cleanDemoSales >= wanted ? open(says) : shut(says);
  }),
  gate('account', ({ permission: { isAccountLocked } }) =>
    isAccountLocked
      ? shut('an order of this account needs your answer first')
      : open('no open question'),
  ),
  gate('role', ({ permission: { role } }) =>
    role !== undefined && mayActAs(role, 'trader')
      ? open('Trader')
      : shut('its person is no Trader any more'),
  ),
  gate('mode', modeGate),
  gate('stop', stopGate),
  lastGate('consent', consentGate),
  lastGate('time', ({ sale, now }) =>
    sale.expiresAt > now ? open('in time') : shut('the time for it is over'),
  ),
];

function modeGate({ mode, permission }: SaleFacts): Weighed {
  if (mode === 'manual') return open('your own command');
  // What only looks on is weighed as if it sold, so that its record tells of the other gates.
  if (mode === 'shadow') return open('looks on');
  const { mode: now, whyLess } = permission;
  const isEnough = now === 'auto' || (mode === 'ask' && now === 'ask');
  if (isEnough) return open(`mode ${now}`);
  return shut(`mode is ${now} now${whyLess === undefined ? '' : `: ${whyLess}`}`);
}

function stopGate({ mode, permission: { stop } }: SaleFacts): Weighed {
  if (mode === 'manual') return open('needs no stop');
  if (stop === undefined) return shut('its stop is not known');
  return stop.isLive ? open('its stop is as it was') : shut('its stop was changed or removed');
}

function consentGate({ mode, now, permission }: SaleFacts): Weighed {
  const { confirmedBy, owner, noticedAt } = permission;
  if (mode === 'shadow') return shut('it only looks on');
  if (mode !== 'auto') {
    if (confirmedBy === undefined) return shut('nobody has said Sell');
    return confirmedBy === owner ? open('you said Sell') : shut('somebody else said Sell');
  }
  if (noticedAt === undefined) return shut('no word of it has reached you yet');
  return now - noticedAt >= CANCEL_WINDOW_MS
    ? open('you had 30 s to keep it')
    : shut('you still have time to keep it');
}
