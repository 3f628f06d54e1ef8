import type { PressAnswer } from '../request.ts';

/** The answer to an Undo that comes too late: what it would put back is not as the change left it. */
export const CHANGED_SINCE: PressAnswer = {
  toast: 'It has been changed since, so nothing was undone.',
};
