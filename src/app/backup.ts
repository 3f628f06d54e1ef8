import type { MadeBackup } from '../core/ports/backups.ts';
import type { Actor } from '../core/people.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'backups' | 'clock' | 'defaultZone'>;

const CODE_SAVED = 'recovery_code_saved';

/** Encrypted copies for an owner, and the code without which they cannot be opened elsewhere. */
export function backupApp({ store, backups, clock, defaultZone }: Needs) {
  return {
    /** Whether an owner has proved to have the recovery code of the key that is in use. */
    isCodeSaved: (): boolean => store.meta.get(CODE_SAVED) === backups.keyName,
    isLastGroup: (text: string): boolean => backups.isLastGroup(text),
    /** From now on the code is not shown again. */
    confirmCode(by: Actor): void {
      store.meta.set(CODE_SAVED, backups.keyName);
      const entry = { action: 'recovery-code', subject: 'saved' };
      store.audit.add({ user: by.user, ...entry }, clock());
    },
    make: (): Promise<MadeBackup> => backups.make(),
    /** Writes down who took a copy away. */
    noteTaken({ name }: MadeBackup, by: Actor): void {
      store.audit.add({ user: by.user, action: 'backup', subject: name }, clock());
    },
    zoneOf: (by: Actor): string => store.chats.get(by.place.chat)?.zone ?? defaultZone,
  };
}
