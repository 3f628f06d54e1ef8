import { html } from '../../core/html.ts';
import type { Wizard } from '../wizard.ts';

/** Between the words of a command and the phrase that is asked for, in what a button opens the wizard about. */
const BETWEEN = ' | ';

/** What a button opens these wizards about. */
export function phraseAbout(words: string, phrase: string): string {
  return `${words}${BETWEEN}${phrase}`;
}

/** Words that have to be typed letter by letter, so that no slip of a finger can give them. */
export const sellPhraseWizard = phraseWizard('sell-phrase', 'sell');
export const autosellPhraseWizard = phraseWizard('autosell-phrase', 'autosell');
export const resumeWizard = phraseWizard('resume', 'resume');

function phraseWizard(name: string, command: string): Wizard {
  return {
    name,
    command,
    async run(kit, about = `${BETWEEN}RESUME`) {
      const at = about.lastIndexOf(BETWEEN);
      const words = about.slice(0, at);
      const phrase = about.slice(at + BETWEEN.length);
      const typed = await kit.ask({
        crumbs: words === '' ? [] : [words],
        text: html`✏️ Type <code>${phrase}</code> to go on, or cancel.`,
        options: [],
        typed: { hint: phrase, read: (text) => readPhrase(text, phrase) },
      });
      return typed === undefined ? undefined : `${words} ${typed}`.trim();
    },
  };
}

/** The same letters, whatever their case and the blanks between them. */
export function readPhrase(text: string, phrase: string) {
  const typed = text.trim().toUpperCase().replaceAll(/\s+/g, ' ');
  return typed === phrase.toUpperCase()
    ? { value: phrase }
    : { problem: html`That is not <code>${phrase}</code>, letter by letter. Nothing was done.` };
}
