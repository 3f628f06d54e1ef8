import type { Context } from 'grammy';
import type { App } from '../app/app.ts';
import type { Html } from '../core/html.ts';
import type { Actor } from '../core/people.ts';

export type WizardContext = Context;

export type Option = { readonly label: string; readonly value: string };

export type Question = {
  /** What has been settled so far, shown as a breadcrumb. */
  readonly crumbs: readonly string[];
  readonly text: Html;
  /** At most eight in all; a row each. */
  readonly options: readonly (readonly Option[])[];
  /** Present when an answer may be typed: `hint` is the placeholder, `read` says what the text means or what is wrong. */
  readonly typed?: {
    readonly hint: string;
    /** What is typed is shown nowhere. */
    readonly isSecret?: true;
    readonly read: (text: string) => { readonly value: string } | { readonly problem: Html };
  };
};

/** What a wizard may do: ask, and look things up. */
export type Kit = {
  /** Shows the question in the wizard's one message. @returns the answer, or undefined when cancelled */
  ask(question: Question): Promise<string | undefined>;
  /** Reads the program's data; the result is stored, so it must be plain JSON. May run again after a crash. */
  look<T>(work: (app: App, actor: Actor | undefined) => T | Promise<T>): Promise<T>;
};

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
