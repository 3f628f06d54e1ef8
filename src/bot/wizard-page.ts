import { GrammyError } from 'grammy';
import { html, lines, type Html } from '../core/html.ts';
import type { Question, WizardContext } from './wizard.ts';

/** What a wizard's buttons may mean beside its options. */
export const CHOICES = { cancel: 'cancel', type: 'type', back: 'back' } as const;

/** The one message in which a wizard asks; its buttons carry a stamp, so that those of an earlier question do nothing. */
export function createPage(start: WizardContext) {
  const nonce = `${(start.from?.id ?? 0).toString(36)}-${start.update.update_id.toString(36)}`;
  const chat = start.chat?.id ?? 0;
  let messageId: number | undefined;
  let step = 0;

  async function put(text: Html, keyboard: Keyboard): Promise<void> {
    const how = { parse_mode: 'HTML' as const, reply_markup: { inline_keyboard: keyboard } };
    if (messageId !== undefined) {
      const isThere = await start.api
        .editMessageText(chat, messageId, text.html, how)
        .then(() => true, isStillThere);
      if (isThere) return;
    }
    messageId = (await start.reply(text.html, how)).message_id;
  }

  return {
    /** @returns the stamp of its buttons */
    async show(question: Question, more: { note: Html | undefined; hasBack: boolean }) {
      const stamp = `${nonce}-${step++}`;
      await put(questionText(question, more.note), keyboardOf(question, stamp, more.hasBack));
      return stamp;
    },
    /** Takes the buttons away and leaves a last word. A page that is gone is no loss. */
    async close(text: Html): Promise<void> {
      if (messageId === undefined) return;
      await start.api
        .editMessageText(chat, messageId, text.html, { parse_mode: 'HTML' })
        .catch(() => undefined);
    },
    say: async (text: Html): Promise<void> =>
      void (await start.reply(text.html, { parse_mode: 'HTML' })),
    askToType: (hint: string) => askToType(start, hint),
  };
}

/** What the button of these data chose, when it belongs to the question of that stamp. */
export function choiceOf(data: string, stamp: string): string | undefined {
  const prefix = `a1:wiz:${stamp}-`;
  return data.startsWith(prefix) ? data.slice(prefix.length) : undefined;
}

/** Who set up what a wizard's button belongs to; undefined for other data. */
export function wizardOwner(data: string): number | undefined {
  const [, owner] = /^a1:wiz:([0-9a-z]+)-/.exec(data) ?? [];
  return owner === undefined ? undefined : Number.parseInt(owner, 36);
}

type Keyboard = { text: string; callback_data: string }[][];

// Asking the same twice changes nothing; a page that somebody deleted has to be sent anew.
function isStillThere(error: unknown): boolean {
  if (!(error instanceof GrammyError)) throw error;
  return /not modified/i.test(error.description);
}

/** In groups a bot hears only replies to itself, so the question to type is one that is replied to. */
async function askToType(start: WizardContext, hint: string): Promise<void> {
  const { from, msg, callbackQuery } = start;
  // Selective means: for whoever is named in it, or whose message it answers.
  const isTheirs = callbackQuery === undefined && msg !== undefined;
  const name = html`<a href="tg://user?id=${from?.id ?? 0}">${from?.first_name ?? 'You'}</a>: `;
  await start.reply(html`${isTheirs ? '' : name}${hint}`.html, {
    parse_mode: 'HTML',
    reply_markup: {
      force_reply: true,
      selective: true,
      input_field_placeholder: hint.slice(0, 64),
    },
    ...(isTheirs && {
      reply_parameters: { message_id: msg.message_id, allow_sending_without_reply: true },
    }),
  });
}

function questionText({ crumbs, text }: Question, note: Html | undefined): Html {
  return lines(
    crumbs.length === 0 ? undefined : html`<i>${crumbs.join(' ▸ ')}</i>`,
    note && html`⚠️ ${note}`,
    text,
  );
}

function keyboardOf({ options, typed }: Question, stamp: string, hasBack: boolean): Keyboard {
  let index = 0;
  const key = (text: string, choice: string | number) => ({
    text,
    callback_data: `a1:wiz:${stamp}-${choice}`,
  });
  return [
    ...options.map((row) => row.map(({ label }) => key(label, index++))),
    [
      ...(hasBack ? [key('‹ Back', CHOICES.back)] : []),
      ...(typed === undefined ? [] : [key('✏️ Type it', CHOICES.type)]),
      key('✖ Cancel', CHOICES.cancel),
    ],
  ];
}
