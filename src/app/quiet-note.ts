import { aboutOf } from './alert-view.ts';
import type { AppDeps } from './deps.ts';

/** Writes down that quiet began, ended or goes on, with whatever it is about. @returns true, to stand in a condition */
export function noteQuiet(
  { store, clock }: Pick<AppDeps, 'store' | 'clock'>,
  action: 'quiet' | 'quiet-end' | 'quiet-again',
  id: number,
): true {
  const mute = store.mutes.get(id);
  if (mute === undefined) return true;
  const until =
    mute.until === undefined ? 'for good' : `until ${new Date(mute.until).toISOString()}`;
  const critical = mute.coversCritical ? ', critical ones too' : '';
  const wake = mute.wake === undefined ? '' : ` or ${mute.wake}`;
  const silent = `${mute.verb} ${until}${wake}${critical}`;
  const change = action === 'quiet-end' ? { before: silent } : { after: silent };
  store.audit.add({ action, subject: `${mute.chat}/${aboutOf(mute)}`, ...change }, clock());
  return true;
}
