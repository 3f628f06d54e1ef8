import type { AccountRow, Rekeyed } from '../../app/accounts.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type ButtonSubject, type Message } from '../../core/message.ts';
import { deletedWords, nameOf } from './accounts.ts';

/** Where the person was, to begin there again. */
export type Again = {
  readonly verb: 'account-add' | 'account-key';
  readonly subject: ButtonSubject;
};

/** What was typed behind `add demo` cannot be a key; it may be one with a slip in it, so it is not repeated. */
export function keyProblem(why: string, again: Again): Message {
  return {
    text: lines(
      html`⚠️ That is no key that I can use. ${why}`,
      html`For example: <code>/accounts add demo KEY SECRET</code> – or step by step by the button.`,
    ),
    buttons: [[tryAgain(again)]],
  };
}

/** The broker does not take it. */
export function refusedKey(detail: string, again: Again, isDeleted: boolean): Message {
  return {
    text: lines(
      html`⚠️ Trading 212 does not open an account with that key: ${detail.replace(/[.\s]+$/, '')}.`,
      html`Nothing was kept. A key of the demo account opens nothing but the demo, and some work
      only from certain addresses.`,
      isDeleted ? html`I have deleted your message, since it held the key.` : deletedWords(false),
    ),
    buttons: [[tryAgain(again)]],
  };
}

export const NOT_LIVE: Message = {
  text: html`⚠️ Accounts with real money cannot be connected here: whoever runs me keeps to
    demonstrations, and would set <code>T212_MODE=live</code> to change that. Nothing was kept.`,
};

/** The stage has to be said: a key does not tell. */
export const WHICH_STAGE: Message = {
  text: lines(
    html`⚠️ I need to know which account the key is for.`,
    html`For example: <code>/accounts add demo KEY SECRET</code> or
      <code>/accounts add live KEY SECRET as ISA</code>`,
  ),
  buttons: [[button('➕ Step by step', 'account-add', {})]],
};

export function knownAccount(row: AccountRow, isDeleted: boolean): Message {
  return {
    text: lines(
      html`${nameOf(row.account)} is connected already, as number ${row.number}. Nothing was
      changed.`,
      isDeleted ? html`I have deleted your message, since it held the key.` : deletedWords(false),
    ),
    buttons: [[button('🔑 Give it this key instead', 'account-key', { account: row.account.id })]],
  };
}

export function fullAccounts(most: number): Message {
  return {
    text: html`You have ${most} accounts, and more there may not be. Remove one first: /accounts`,
  };
}

export function strangerMessage({
  row,
  remoteId,
}: Extract<Rekeyed, { kind: 'stranger' }>): Message {
  return {
    text: lines(
      html`⚠️ That key opens account <code>${remoteId}</code>, and ${nameOf(row.account)} is
        <code>${row.account.remoteId ?? ''}</code>. Nothing was changed.`,
      html`To have both, connect the other one as an account of its own.`,
    ),
    buttons: [[button('➕ Connect it', 'account-add', {})]],
  };
}

/** `/accounts remove 7` where there are three. */
export function noSuchAccount(
  { verb, text }: { readonly verb: string; readonly text: string },
  rows: readonly AccountRow[],
): Message {
  if (rows.length === 0)
    return {
      text: html`There is no account of yours to ${verb}.`,
      buttons: [[button('➕ Connect Trading 212', 'account-add', {})]],
    };
  const read = text === '' ? html`nothing` : html`<b>${text}</b>`;
  return {
    text: lines(
      html`⚠️ I read ${read} behind <code>/accounts ${verb}</code>, and you have
        ${rows.map(({ number, account }) => `${number} ${account.name}`).join(', ')}.`,
      html`For example: <code>/accounts ${verb} ${EXAMPLES[verb] ?? '1'}</code>`,
    ),
  };
}

const EXAMPLES: Readonly<Record<string, string | undefined>> = {
  rename: '1 ISA',
  key: '1 KEY SECRET',
};

export function unknownAccountVerb(verb: string): Message {
  // What does not look like a word of a command may be a key without one.
  const said = /^[a-z]{1,12}$/.test(verb)
    ? html`I don’t know <code>/accounts ${verb}</code>.`
    : html`I need to know first what to do.`;
  return {
    text: lines(
      html`⚠️ ${said} It knows add, rename, key and remove.`,
      html`For example: <code>/accounts rename 1 ISA</code> – or <code>/accounts</code> alone for a
        list.`,
    ),
  };
}

export function nameProblem(why: Html, id: number): Message {
  return {
    text: lines(html`⚠️ ${why} Nothing was changed.`),
    buttons: [[button('↻ Try again', 'account-name', { account: id })]],
  };
}

export function oursMessage(row: AccountRow): Message {
  return {
    text: html`${nameOf(row.account)} was set up by whoever runs me, and goes when
      <code>T212_API_KEY</code> goes from my environment.`,
  };
}

export function sellingMessage(row: AccountRow): Message {
  return {
    text: html`⚠️ An order in ${nameOf(row.account)} has not ended, so I keep looking after it.
    Remove the account when it has: /autosell shows how it stands.`,
  };
}

function tryAgain({ verb, subject }: Again): Button {
  return button('↻ Try again', verb, subject);
}
