import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { App } from '../app/app.ts';
import { html, lines, type Html } from '../core/html.ts';
import type { Actor } from '../core/people.ts';
import type { BotContext, BotDeps } from './context.ts';

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

const CANCEL = 'cancel';
const TYPE = 'type';

type Handle = Conversation<BotContext>;

/** Builds the kit of one wizard of one person; its buttons carry a nonce, so that those of an earlier one do nothing. */
export function createKit(deps: BotDeps, conversation: Handle, start: WizardContext): Kit {
  let messageId: number | undefined;
  let step = 0;

  async function show(question: Question, note: Html | undefined): Promise<string> {
    const stamp = `${(start.from?.id ?? 0).toString(36)}-${start.update.update_id.toString(36)}-${step++}`;
    const text = questionText(question, note);
    const markup = {
      parse_mode: 'HTML' as const,
      reply_markup: { inline_keyboard: keyboard(question, stamp) },
    };
    if (messageId === undefined) messageId = (await start.reply(text.html, markup)).message_id;
    else await start.api.editMessageText(start.chat?.id ?? 0, messageId, text.html, markup);
    return stamp;
  }

  async function close(text: Html): Promise<void> {
    await start.api.editMessageText(start.chat?.id ?? 0, messageId ?? 0, text.html, {
      parse_mode: 'HTML',
    });
  }

  async function answered(question: Question, stamp: string): Promise<Answered> {
    const ctx = await conversation.wait();
    const data = ctx.callbackQuery?.data;
    if (data !== undefined) {
      const choice = choiceOf(data, stamp);
      if (choice === undefined) return conversation.skip({ next: true });
      await ctx.answerCallbackQuery();
      if (choice === CANCEL) return { kind: 'cancel' };
      if (choice === TYPE) return askToType(start, question);
      const value = question.options.flat()[Number(choice)]?.value;
      return value === undefined ? { kind: 'again', note: undefined } : { kind: 'value', value };
    }
    const text = ctx.message?.text;
    if (text === undefined || question.typed === undefined || text.startsWith('/'))
      return conversation.skip({ next: true });
    const read = question.typed.read(text.trim());
    return 'value' in read
      ? { kind: 'value', value: read.value }
      : { kind: 'again', note: read.problem };
  }

  return {
    async ask(question) {
      let note: Html | undefined;
      for (;;) {
        const stamp = await show(question, note);
        let answer = await answered(question, stamp);
        while (answer.kind === 'typing') answer = await answered(question, stamp);
        if (answer.kind === 'value') {
          await close(html`${[...question.crumbs, answer.value].join(' ▸ ')}`);
          return answer.value;
        }
        if (answer.kind === 'cancel') {
          await close(html`✖ Cancelled. Nothing was changed.`);
          return undefined;
        }
        note = answer.note;
      }
    },
    look: (work) => conversation.external((outer) => work(deps.app, outer.actor)),
  };
}

type Answered =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'again'; readonly note: Html | undefined }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'typing' };

/** In groups a bot hears only replies to itself, so the question to type is one that is replied to. */
async function askToType(start: WizardContext, question: Question): Promise<Answered> {
  await start.reply(question.typed?.hint ?? 'Type it', {
    reply_markup: {
      force_reply: true,
      selective: true,
      input_field_placeholder: (question.typed?.hint ?? 'Type it').slice(0, 64),
    },
    ...(start.msg !== undefined && {
      reply_parameters: { message_id: start.msg.message_id, allow_sending_without_reply: true },
    }),
  });
  return { kind: 'typing' };
}

function questionText({ crumbs, text }: Question, note: Html | undefined): Html {
  return lines(
    crumbs.length === 0 ? undefined : html`<i>${crumbs.join(' ▸ ')}</i>`,
    note && html`⚠️ ${note}`,
    text,
  );
}

function keyboard({ options, typed }: Question, stamp: string) {
  let index = 0;
  const rows = options.map((row) =>
    row.map(({ label }) => ({ text: label, callback_data: `a1:wiz:${stamp}-${index++}` })),
  );
  const last = [
    ...(typed === undefined
      ? []
      : [{ text: '✏️ Type it', callback_data: `a1:wiz:${stamp}-${TYPE}` }]),
    { text: '✖ Cancel', callback_data: `a1:wiz:${stamp}-${CANCEL}` },
  ];
  return [...rows, last];
}

function choiceOf(data: string, stamp: string): string | undefined {
  const prefix = `a1:wiz:${stamp}-`;
  return data.startsWith(prefix) ? data.slice(prefix.length) : undefined;
}

/** Who set up what a wizard's button belongs to; undefined for other data. */
export function wizardOwner(data: string): number | undefined {
  const [, owner] = /^a1:wiz:([0-9a-z]+)-/.exec(data) ?? [];
  return owner === undefined ? undefined : Number.parseInt(owner, 36);
}
