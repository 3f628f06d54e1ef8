import { html } from '../../core/html.ts';
import type { Wizard } from '../wizard.ts';

/** Asks for the end of the recovery code, which only somebody who has saved it can give. */
export const backupWizard: Wizard = {
  name: 'backup',
  command: 'backup',
  async run(kit) {
    const group = await kit.ask({
      crumbs: ['Recovery code'],
      text: html`🔑 What is its last group, by what you have saved?`,
      options: [],
      typed: { hint: 'Four letters or digits', read: readGroup },
    });
    return group === undefined ? undefined : `saved ${group}`;
  },
};

function readGroup(text: string) {
  const group =
    text
      .trim()
      .split(/[\s-]+/)
      .at(-1) ?? '';
  return /^[0-9A-Za-z]{4}$/.test(group)
    ? { value: group }
    : { problem: html`Its last group is four letters or digits, such as 7K2M.` };
}
