import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { App } from '../app/app.ts';
import type { Html } from '../core/html.ts';
import type { Actor } from '../core/people.ts';
import type { Buttons } from '../core/ports/buttons.ts';
import type { Conversations } from '../core/ports/conversations.ts';
import type { Log } from '../core/ports/log.ts';
import type { Random } from '../core/code.ts';
import type { Clock } from '../core/time.ts';
import type { GroupAdmins } from './group-admin.ts';
import type { Alone } from './my-view-alone.ts';
import type { Paces } from './pace.ts';

/** What the gate adds to grammY's context. `actor` exists exactly when the gate let the update pass with a person. */
type GateFlavor = {
  actor?: Actor;
  /** The line above the answer to what was asked while nobody listened. */
  askedLate?: Html;
};

export type BotContext = ConversationFlavor<Context & GateFlavor>;

/** What the bot needs of the rest of the program. */
export type BotOutside = {
  readonly app: App;
  readonly buttons: Buttons;
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How much is done for one person within a minute; what people are promised unless told. */
  readonly pace?: Paces | undefined;
  /** Time is played back: it jumps, and nothing comes late by that. */
  readonly isPlayed?: boolean | undefined;
};

/** The same with what the bot keeps for itself. */
export type BotDeps = BotOutside & { readonly admins: GroupAdmins; readonly alone: Alone };
