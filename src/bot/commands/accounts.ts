import { readKey, readName, readStage } from '../../app/account-words.ts';
import { MOST_ACCOUNTS, type AccountRow } from '../../app/accounts.ts';
import type { App } from '../../app/app.ts';
import type { AccountStage } from '../../core/broker.ts';
import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { defineCommand, type Answer, type Change, type Request, unlessAlone } from '../request.ts';
import {
  fullAccounts,
  keyProblem,
  knownAccount,
  nameProblem,
  NOT_LIVE,
  noSuchAccount,
  refusedKey,
  strangerMessage,
  unknownAccountVerb,
  WHICH_STAGE,
  type Again,
} from '../views/account-problem.ts';
import {
  accountsMessage,
  addedAccountMessage,
  rekeyedMessage,
  renamedMessage,
} from '../views/accounts.ts';
import { accountButtons, removalMessage } from './account-buttons.ts';

export const accounts = defineCommand({
  name: 'accounts',
  says: 'Your accounts at brokers: connect, rename, remove',
  topic: 'holdings',
  needs: 'member',
  where: ['private', 'group'],
  // Sent in a group by a slip, a key is deleted there all the same.
  isOwn: true,
  changes: (args) => (/^(rename|remove)\b/i.test(args) ? 'settings' : secretUnlessAlone(args)),
  examples: ['/accounts', '/accounts rename 1 ISA', '/accounts remove 1'],
  guide: lines(
    html`<code>add demo KEY SECRET</code> connects an account at Trading 212,
      <code>add live KEY SECRET as ISA</code> one with real money under a name; alone, the button
      asks for it step by step.`,
    html`<code>rename 1 ISA</code>, <code>remove 1</code> and <code>key 1 KEY SECRET</code> change
      one; the numbers are those of the list, and names do as well.`,
    html`Keys are kept sealed, your message with one is deleted where Telegram lets me, and nobody
    but you sees your accounts.`,
  ),
  isRare: true,
  wizard: 'accounts',
  hasCard: true,
  async run(request, app) {
    const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(request.args) ?? [];
    const verb = word.toLowerCase();
    const text = rest.trim();
    switch (verb) {
      case '':
        return () => card(request, app);
      case 'add':
        return hushed(request, app, await add(request, app, text));
      case 'key':
        return hushed(request, app, await rekey(request, app, text));
      case 'rename':
        return () => rename(request, app, text);
      case 'remove':
        return () => remove(request, app, text);
      default:
        // What stands there instead may be a key.
        return hushed(request, app, () => unknownAccountVerb(verb));
    }
  },
  buttons: accountButtons,
});

function secretUnlessAlone(args: string) {
  return unlessAlone(args) === 'nothing' ? 'nothing' : 'secrets';
}

/** Typed as an answer to the wizard, nothing else shows that it is a secret. */
function hushed({ updateId }: Request, app: App, change: Change): Change {
  return () => {
    app.accounts.hush(updateId);
    return change();
  };
}

function card({ actor, now }: Request, app: App): Answer {
  return accountsMessage(app.accounts.list(actor), { zone: app.accounts.zoneOf(actor), now });
}

async function add({ actor, lookUp }: Request, app: App, text: string): Promise<Change> {
  const [, word = '', typed = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const stage = readStage(word);
  if (stage === undefined) {
    await lookUp.unsay();
    return () => WHICH_STAGE;
  }
  const read = readKey(typed);
  const isDeleted = typed !== '' && (await lookUp.unsay());
  const again: Again = { verb: 'account-add', subject: { stage } };
  if (read.kind === 'problem') return () => keyProblem(read.why, again);
  const { credentials, name } = read;
  const tried = await app.accounts.try(stage, credentials);
  if (tried.kind === 'not-live') return () => NOT_LIVE;
  if (tried.kind === 'failed') return () => refusedKey(tried.detail, again, isDeleted);
  return () => {
    const added = app.accounts.add({ stage, credentials, found: tried, name }, actor);
    if (added.kind === 'full') return fullAccounts(MOST_ACCOUNTS);
    if (added.kind === 'known') return knownAccount(added.row, isDeleted);
    return addedAccountMessage(added.row, { lacks: tried.lacks, isDeleted });
  };
}

async function rekey({ actor, lookUp }: Request, app: App, text: string): Promise<Change> {
  const [, which = '', typed = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const rows = app.accounts.list(actor);
  const row = rows.find((one) => isMeant(one, which));
  const isDeleted = text !== '' && (await lookUp.unsay());
  const isOne = row?.account.broker === 'trading212' && !row.isOurs;
  // What stands where a number should be may be the key.
  if (!isOne) return () => noSuchAccount({ verb: 'key', text: clipped(which) }, rows);
  const { id, stage } = row.account;
  const again: Again = { verb: 'account-key', subject: { account: id } };
  const read = readKey(typed);
  if (read.kind === 'problem') return () => keyProblem(read.why, again);
  const { credentials } = read;
  const tried = await app.accounts.try(stage satisfies AccountStage, credentials);
  if (tried.kind === 'not-live') return () => NOT_LIVE;
  if (tried.kind === 'failed') return () => refusedKey(tried.detail, again, isDeleted);
  return () => {
    const done = app.accounts.rekey(id, { credentials, found: tried }, actor);
    if (done.kind === 'gone') return noSuchAccount({ verb: 'key', text: which }, rows);
    if (done.kind === 'stranger') return strangerMessage(done);
    return rekeyedMessage(done.row, { lacks: tried.lacks, isDeleted });
  };
}

function clipped(which: string): string {
  return /^[\w-]{1,12}$/.test(which) ? which : '';
}

function rename({ actor }: Request, app: App, text: string): Answer {
  const rows = app.accounts.list(actor);
  const { row, rest } = pick(rows, text);
  if (row === undefined) return noSuchAccount({ verb: 'rename', text }, rows);
  const { id } = row.account;
  const read = readName(rest);
  if (read.kind === 'problem') return nameProblem(html`${read.why}`, id);
  const renamed = app.accounts.rename(id, read.name, actor);
  if (renamed === undefined) return noSuchAccount({ verb: 'rename', text }, rows);
  if (renamed === 'taken')
    return nameProblem(html`Another account of yours is called <b>${read.name}</b>.`, id);
  return renamedMessage(id, { was: renamed.was, name: read.name });
}

function remove({ actor }: Request, app: App, text: string): Message {
  const rows = app.accounts.list(actor);
  const row = rows.find((one) => isMeant(one, text));
  if (row === undefined) return noSuchAccount({ verb: 'remove', text }, rows);
  return removalMessage(app.accounts.remove(row.account.id, actor), rows);
}

/** By the number of the list, or by its whole name at the beginning. */
function pick(rows: readonly AccountRow[], text: string) {
  const [, first = '', others = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const byFirst = rows.find((one) => isMeant(one, first));
  if (byFirst !== undefined) return { row: byFirst, rest: others };
  const row = rows.find(({ account }) =>
    text.toLowerCase().startsWith(`${account.name.toLowerCase()} `),
  );
  return { row, rest: row === undefined ? '' : text.slice(row.account.name.length).trim() };
}

function isMeant({ number, account }: AccountRow, text: string): boolean {
  return String(number) === text || account.name.toLowerCase() === text.toLowerCase();
}
