import type { Kit } from './wizard-kit.ts';

/** Questions one after another that end in the words of a command, as if the person had typed it. */
export type Wizard = {
  readonly name: string;
  /** The command that its words are handed to. */
  readonly command: string;
  /** @returns what would follow the command's name; undefined when cancelled */
  run(kit: Kit): Promise<string | undefined>;
};

/** Every wizard: one line each. */
export const WIZARDS: readonly Wizard[] = [];
