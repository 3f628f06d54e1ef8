import { html } from '../../core/html.ts';
import { defineCommand } from '../request.ts';

/** A wizard that is open takes this word itself and says what it lets go; what arrives here found none. */
export const cancel = defineCommand({
  name: 'cancel',
  says: 'End what is being set up',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  examples: ['/cancel'],
  run: () => () => ({ text: html`There is nothing to cancel: nothing is being set up here.` }),
});
