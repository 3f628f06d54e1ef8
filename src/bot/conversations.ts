import {
  conversations,
  createConversation,
  type ConversationData,
  type VersionedState,
} from '@grammyjs/conversations';
import type { Bot, Context } from 'grammy';
import { placeOf, typedCommand } from './asking.ts';
import { runCommand } from './command-router.ts';
import { findCommand } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';
import { playWizard } from './wizard-kit.ts';
import type { Wizard, WizardContext } from './wizard.ts';
import { WIZARDS } from './wizards.ts';

/** Changes whenever a step of any wizard does: stored state that no longer fits is dropped, not misread. */
const VERSION = 2;

/** Wizards: state in the database by chat, topic and person; their only effect is the command they end in. */
export function installConversations(bot: Bot<BotContext>, deps: BotDeps): void {
  bot.use(
    conversations<BotContext, WizardContext>({
      storage: { type: 'key', version: VERSION, getStorageKey: keyOf, adapter: storage(deps) },
    }),
  );
  // A new command ends whatever was being set up; /cancel says what that was.
  bot.use(async (ctx, next) => {
    const typed = typedCommand(ctx);
    if (typed !== undefined && typed.name !== 'cancel') await ctx.conversation.exitAll();
    await next();
  });
  for (const wizard of WIZARDS) bot.use(conversationOf(wizard, deps));
}

/** Whose wizard: the same person may set up one thing in each topic of each chat. */
function keyOf(ctx: Context): string {
  const { chat, thread } = placeOf(ctx);
  return `${chat}/${thread ?? ''}/${ctx.from?.id ?? ''}`;
}

function storage({ conversations: kept, clock }: BotDeps) {
  return {
    read(key: string) {
      const state = kept.read(key);
      return state === undefined
        ? undefined
        : (JSON.parse(state) as VersionedState<ConversationData>);
    },
    write: (key: string, state: VersionedState<ConversationData>) =>
      kept.write(key, JSON.stringify(state), clock()),
    delete: (key: string) => kept.remove(key),
  };
}

function conversationOf(wizard: Wizard, deps: BotDeps) {
  return createConversation<BotContext, WizardContext>(
    async (conversation, start, about?: string) => {
      const args = await playWizard(deps, { conversation, start, wizard, about });
      if (args === undefined) return;
      // The effect and the end of the wizard are one transaction; doing the step again after a crash finds it done.
      await conversation.external(async (outer) => {
        const command = findCommand(wizard.command);
        if (command === undefined) return;
        await runCommand(deps, outer, {
          command,
          args,
          atCommit: () => deps.conversations.remove(keyOf(outer)),
        });
      });
    },
    { id: wizard.name, maxMillisecondsToWait: 10 * 60_000 },
  );
}
