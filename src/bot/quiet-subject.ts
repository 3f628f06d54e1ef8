import type { QuietWhat } from '../app/quiet.ts';
import type { ButtonSubject } from '../core/message.ts';
import type { MuteScope } from '../core/mute.ts';

const SCOPES: readonly MuteScope[] = ['rule', 'ticker', 'type', 'chat'];

/** What a button says is to be quiet. */
export function readScope(subject: ButtonSubject): Pick<QuietWhat, 'scope' | 'subject'> {
  const scope = SCOPES.find((one) => one === subject['scope']) ?? 'chat';
  return { scope, subject: String(subject['subject'] ?? '') };
}

/** Numbers that a button carries as text: `12,13`. */
export function readIds(subject: ButtonSubject, name: string): readonly number[] {
  return String(subject[name] ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number);
}
