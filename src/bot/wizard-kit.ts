import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { withoutNote } from '../core/rule-note.ts';
import { html, type Html } from '../core/html.ts';
import type { BotContext, BotDeps } from './context.ts';
import type { Kit, Question, Wizard, WizardContext } from './wizard.ts';
import { CHOICES, choiceOf, createPage } from './wizard-page.ts';

type Handle = Conversation<BotContext>;

type Playing = {
  readonly conversation: Handle;
  readonly start: WizardContext;
  readonly wizard: Wizard;
  /** What it was opened about, when a button opened it about something. */
  readonly about: string | undefined;
};

/**
 * Plays a wizard for one person in one message.
 *
 * Everything here runs again from the beginning with each answer, with what Telegram and `look` said replayed; so
 * nothing may be decided by anything else.
 *
 * @returns the words that the wizard ends in; undefined when it was cancelled
 */
export async function playWizard(deps: BotDeps, playing: Playing): Promise<string | undefined> {
  const { conversation, start, wizard, about } = playing;
  const page = createPage(start);
  const given: Given[] = [];
  for (;;) {
    let asked = 0;
    const kit: Kit = {
      async ask(question) {
        const known = given[asked++];
        if (known) return known.value;
        const answer = await put(conversation, page, { question, hasBack: given.length > 0 });
        if (answer.kind === 'back') throw new BackPressed();
        if (answer.kind === 'value') {
          given.push({
            value: answer.value,
            trail: [...question.crumbs, withoutNote(answer.label)],
          });
          return answer.value;
        }
        await page.close(cancelText(question));
        // Whoever typed it may have scrolled far from the question.
        if (answer.isTyped) await page.say(cancelText(question));
        return undefined;
      },
      look: (work) => conversation.external((outer) => work(deps.app, outer.actor)),
    };
    try {
      const words = await wizard.run(kit, about);
      const trail = given.at(-1)?.trail ?? [];
      if (words !== undefined) await page.close(html`<i>${trail.join(' ▸ ')}</i>`);
      return words;
    } catch (error) {
      if (!(error instanceof BackPressed)) throw error;
      given.pop();
    }
  }
}

/** An answer that was given, with the breadcrumbs that lead to it. */
type Given = { readonly value: string; readonly trail: readonly string[] };

/** Leaves the wizard's own steps, which are then played again without the last answer. */
class BackPressed extends Error {
  override readonly name = 'BackPressed';
}

type Answer =
  | { readonly kind: 'value'; readonly value: string; readonly label: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel'; readonly isTyped: boolean };

type Page = ReturnType<typeof createPage>;

/** Asks until there is an answer that counts. */
async function put(
  conversation: Handle,
  page: Page,
  { question, hasBack }: { question: Question; hasBack: boolean },
): Promise<Answer> {
  let note: Html | undefined;
  for (;;) {
    const stamp = await page.show(question, { note, hasBack });
    let heard = await hear(conversation, question, stamp);
    while (heard.kind === 'typing') {
      await page.askToType(question.typed?.hint ?? 'Type it');
      heard = await hear(conversation, question, stamp);
    }
    if (heard.kind !== 'again') return heard;
    note = heard.note;
  }
}

type Heard = Answer | { readonly kind: 'typing' } | { readonly kind: 'again'; readonly note: Html };

async function hear(conversation: Handle, question: Question, stamp: string): Promise<Heard> {
  const ctx = await conversation.wait();
  const data = ctx.callbackQuery?.data;
  if (data !== undefined) {
    const choice = choiceOf(data, stamp);
    if (choice === undefined) return conversation.skip({ next: true });
    // A press that is answered too late is no reason to lose what it chose.
    await ctx.answerCallbackQuery().catch(() => undefined);
    return chosen(choice, question);
  }
  const text = ctx.message?.text;
  if (text !== undefined && isCancel(text, ctx.me.username)) {
    return { kind: 'cancel', isTyped: true };
  }
  if (text === undefined || question.typed === undefined || text.startsWith('/') || !isForUs(ctx))
    return conversation.skip({ next: true });
  const read = question.typed.read(text.trim());
  return 'value' in read
    ? { kind: 'value', value: read.value, label: question.typed.isSecret ? '•••' : read.value }
    : { kind: 'again', note: read.problem };
}

function chosen(choice: string, { options }: Question): Heard {
  if (choice === CHOICES.cancel) return { kind: 'cancel', isTyped: false };
  if (choice === CHOICES.back) return { kind: 'back' };
  if (choice === CHOICES.type) return { kind: 'typing' };
  const option = options.flat()[Number(choice)];
  if (option) return { kind: 'value', ...option };
  return { kind: 'again', note: html`That choice is no longer there.` };
}

/** In a group people talk to each other: only a reply to the bot is meant for it. */
function isForUs(ctx: Context): boolean {
  if (ctx.chat?.type === 'private') return true;
  return ctx.message?.reply_to_message?.from?.id === ctx.me.id;
}

function isCancel(text: string, botName: string): boolean {
  const match = /^\/cancel(?:@(\w+))?(?:\s|$)/i.exec(text);
  return match !== null && (match[1] ?? botName).toLowerCase() === botName.toLowerCase();
}

/** Says what is let go. */
function cancelText({ crumbs }: Question): Html {
  return crumbs.length === 0
    ? html`✖ Cancelled. Nothing was changed.`
    : html`✖ Cancelled: ${crumbs.join(' ▸ ')}. Nothing was changed.`;
}
