import type { RuleStatus } from '../core/records.ts';

const STATUSES: readonly RuleStatus[] = ['on', 'paused', 'done', 'expired', 'deleted'];

/** Rules and what each was, as a button carries them: `12:on 14:paused`. */
export function readStatuses(text: string): readonly { id: number; status: RuleStatus }[] {
  return text.split(' ').flatMap((word) => {
    const [id, name] = word.split(':');
    const status = STATUSES.find((one) => one === name);
    return status === undefined ? [] : [{ id: Number(id), status }];
  });
}
