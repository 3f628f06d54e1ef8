import type { Kit } from './wizard-kit.ts';

/** Questions one after another that end in the words of a command, as if the person had typed it. */
export type Wizard = {
  readonly name: string;
  /** The command that its words are handed to. */
  readonly command: string;
  /**
   * @param about what a button opened it about, such as a rule's name
   * @returns what would follow the command's name; undefined when cancelled
   */
  run(kit: Kit, about?: string): Promise<string | undefined>;
};
