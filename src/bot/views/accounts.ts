import type { AccountRow } from '../../app/accounts.ts';
import { formatMoney } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import type { Account } from '../../core/position.ts';
import { pairs, type Reading } from './quiet.ts';
import { ago } from './when.ts';

const LONGEST_WHY = 120;

/** All of a person's accounts, each with its age. */
export function accountsMessage(rows: readonly AccountRow[], reading: Reading): Message {
  const adding = [button('➕ Connect Trading 212', 'account-add', {})];
  if (rows.length === 0) return { text: NOTHING_YET, buttons: [adding] };
  return {
    text: lines(
      html`📒 <b>Your accounts</b>`,
      ...rows.map((row) => html`${row.number}. ${nameOf(row.account)} · ${worthOf(row, reading)}`),
      ...rows.flatMap((row) => troubleOf(row.account, reading) ?? []),
    ),
    buttons: [
      ...pairs(
        rows.map(({ number, account }) =>
          button(`${number} · ${account.name}`, 'account-open', { account: account.id }),
        ),
      ),
      adding,
    ],
  };
}

/** One of them, with what can be done about it. */
export function accountMessage(row: AccountRow, reading: Reading): Message {
  const { account, isOurs } = row;
  const { worth, currency, remoteId, positionsAt } = account;
  const subject = { account: account.id };
  const isAtBroker = account.broker === 'trading212';
  return {
    text: lines(
      html`📒 ${nameOf(account)}`,
      remoteId === undefined ? undefined : html`The broker’s number: <code>${remoteId}</code>`,
      worth === undefined
        ? undefined
        : html`Worth ${formatMoney(worth.total, currency)}, of that
          ${formatMoney(worth.freeCash, currency)} free cash · realised
          ${formatMoney(worth.realised, currency)} · ${ago(worth.at, reading.now)}`,
      positionsAt === undefined
        ? isAtBroker
          ? html`Its positions have not been read yet.`
          : undefined
        : html`${count(row.held)}, read ${ago(positionsAt, reading.now)}`,
      troubleOf(account, reading),
      isOurs ? html`Whoever runs me has set it up, with a variable of my environment.` : undefined,
    ),
    buttons: [
      [
        button('✏ Rename', 'account-name', subject),
        ...(isAtBroker && !isOurs ? [button('🔑 Another key', 'account-key', subject)] : []),
      ],
      [...(isOurs ? [] : [button('🗑 Remove', 'account-remove', subject)]), ALL],
    ],
  };
}

const ALL: Button = button('‹ All', 'accounts', {});

/** What was kept, what its key may not do, and what became of the message with the key. */
export function addedAccountMessage(
  row: AccountRow,
  { lacks, isDeleted }: { readonly lacks: readonly string[]; readonly isDeleted: boolean },
): Message {
  const { account } = row;
  return {
    text: lines(
      html`✅ Connected: ${nameOf(account)} · the broker’s number
        <code>${account.remoteId ?? ''}</code>`,
      lackWords(lacks),
      deletedWords(isDeleted),
      html`I read it within half a minute, and tell you what is in it.`,
    ),
    buttons: [
      [
        button('✏ Rename', 'account-name', { account: account.id }),
        undoButton('account-undo', { account: account.id }),
      ],
    ],
  };
}

export function rekeyedMessage(
  row: AccountRow,
  { lacks, isDeleted }: { readonly lacks: readonly string[]; readonly isDeleted: boolean },
): Message {
  return {
    text: lines(
      html`🔑 ${nameOf(row.account)} is opened by the new key from now on; the old one is forgotten.`,
      lackWords(lacks),
      deletedWords(isDeleted),
    ),
    buttons: [[ALL]],
  };
}

export function removedAccountMessage(row: AccountRow): Message {
  return {
    text: lines(
      html`🗑 Removed: ${nameOf(row.account)}. Nothing is read from it any more, nothing is sold in
      it, and what it held is in no sum.`,
      row.account.broker === 'trading212'
        ? html`At the broker nothing has changed. Its key still works there until you delete it in
          the broker’s settings.`
        : undefined,
    ),
    buttons: [[undoButton('account-back', { account: row.account.id })]],
  };
}

export function renamedMessage(id: number, { was, name }: { was: string; name: string }): Message {
  return {
    text: html`✏ <b>${was}</b> is called <b>${name}</b> now.`,
    buttons: [[undoButton('account-unname', { account: id, was, name })]],
  };
}

/** `ISA · Trading 212, real money`. */
export function nameOf({ name, broker, stage }: Account): Html {
  const where =
    broker === 'trading212' ? ` · Trading 212, ${STAGES[stage]}` : ` · ${OTHERS[broker]}`;
  return html`<b>${name}</b>${where}`;
}

const STAGES = { demo: 'demo', live: 'real money', paper: 'paper' } as const;
const OTHERS = { manual: 'typed in', paper: 'paper' } as const;

/** Said wherever a key has just been sent. */
export function deletedWords(isDeleted: boolean): Html {
  return isDeleted
    ? html`I have deleted your message, since it held the key. Here it is kept sealed.`
    : html`Your message holds the key and Telegram does not let me delete it: please delete it
      yourself. Here it is kept sealed.`;
}

function lackWords(lacks: readonly string[]): Html | undefined {
  if (lacks.length === 0) return undefined;
  const sells = lacks.some((one) => one.startsWith('orders'));
  return html`⚠️ This key may not: ${lacks.join(', ')}.
  ${sells ? 'So I can show and warn, but not sell.' : 'So I know less of what was.'} A key with more
  is made in the broker’s settings.`;
}

function worthOf({ account, held }: AccountRow, { now }: Reading): string {
  const { worth, currency, positionsAt } = account;
  if (worth === undefined) return account.broker === 'manual' ? count(held) : 'not read yet';
  const age = positionsAt === undefined ? 'positions not read yet' : ago(positionsAt, now);
  return `${formatMoney(worth.total, currency)} · ${count(held)} · ${age}`;
}

function troubleOf({ name, trouble }: Account, { now }: Reading): Html | undefined {
  if (trouble === undefined) return undefined;
  return html`⚠️ <b>${name}</b> cannot be read, since ${ago(trouble.since, now)}:
    ${clip(trouble.why, LONGEST_WHY)}`;
}

function count(held: number): string {
  return held === 1 ? '1 position' : `${held} positions`;
}

const NOTHING_YET: Html = lines(
  html`📒 No account of yours is connected. What I can keep an eye on:`,
  html`• Trading 212: with a key that you make in its app under Settings → API. Everything but
  selling works with a key that may only read.`,
  html`• Anything else: <code>/positions add NVDA 100 @ 121.40</code>`,
);
