import type { Instant } from '../time.ts';

/** Where each wizard stands; `state` is JSON of the conversation plugin's own making. */
export type Conversations = {
  read(key: string): string | undefined;
  write(key: string, state: string, now: Instant): void;
  remove(key: string): void;
};
