import type { Actor } from '../core/people.ts';

/** Who does something, and by which update: what the audit wants to know. */
export type Doing = { readonly by: Actor; readonly updateId: number };
