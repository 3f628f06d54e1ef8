import {
  MOST_IN_LIST,
  type DeletedList,
  type ListAddition,
  type ListRemoval,
  type Renaming,
} from '../../app/lists.ts';
import { html, lines } from '../../core/html.ts';
import { button, undoButton, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { spellListRows } from '../row-words.ts';
import { atName, counted, noListMessage, showButton } from './list.ts';
import { addedButtons, addedLine, freshOf, type Into } from './looked-up.ts';

/** What became of tickers that were to go into a list. */
export function listAddedMessage(addition: ListAddition, now: Instant): Message {
  if (addition.kind === 'too-many-lists')
    return {
      text: html`⚠️ A chat keeps ${addition.limit} lists at most. Nothing was made; /list shows what
      there is.`,
    };
  const { name, isNew, added, rows, count } = addition;
  const into: Into = {
    already: 'is in it already',
    full: html`a list holds ${MOST_IN_LIST} tickers, and this one does.`,
    verb: 'list-add',
    subject: { list: name },
  };
  const fresh = freshOf(added);
  const hasList = isNew || count > 0;
  const undo = undoButton('list-undo', { list: name, rows: spellListRows(rows), isNew });
  return {
    text: lines(
      hasList
        ? html`📋 <b>${atName(name)}</b>${isNew ? ', a new list' : ''} · ${counted(count, 'ticker')}`
        : html`📋 No list <b>${atName(name)}</b> was made: there is nothing to put in it.`,
      ...added.map((one) => addedLine(one, into, now)),
    ),
    buttons: [
      ...addedButtons(added, into),
      ...(hasList
        ? [[...(isNew || fresh.length > 0 ? [undo] : []), showButton(name, `📋 @${name}`)]]
        : []),
    ],
  };
}

export function listDroppedMessage(removal: ListRemoval): Message {
  const { name, rows, missing, left, rules } = removal;
  const those = rows.length === 1 ? 'it' : 'them';
  const eased = rules === 0 ? '' : ` What rules about the list asked of ${those} ends with that.`;
  const tickers = rows.map(({ ticker }) => ticker).join(', ');
  const subject = { list: name, rows: spellListRows(rows) };
  return {
    text: lines(
      rows.length > 0
        ? html`➖ <b>${tickers}</b> out of <b>${atName(name)}</b>, which has ${left} now.${eased}`
        : undefined,
      missing.length > 0 ? html`⚠️ Not in ${atName(name)}: ${missing.join(', ')}.` : undefined,
    ),
    buttons: [
      [
        ...(rows.length > 0 ? [undoButton('list-back', subject)] : []),
        showButton(name, `📋 @${name}`),
      ],
    ],
  };
}

export function renamedMessage(
  renaming: Renaming,
  { from, to }: { from: string; to: string },
): Message {
  switch (renaming.kind) {
    case 'gone':
      return noListMessage(from, []);
    case 'taken':
      return { text: html`⚠️ There is a list <b>${atName(to)}</b> already. Nothing was renamed.` };
    case 'too-long':
      return {
        text: html`⚠️ Rule <code>${renaming.code}</code> would become longer than rules may be. A
          shorter name, please; nothing was renamed.`,
      };
    case 'renamed': {
      const { rules } = renaming;
      const too = rules > 0 ? ` ${counted(rules, 'rule')} about it went along, as they stand.` : '';
      return {
        text: html`✏️ <b>${atName(from)}</b> is <b>${atName(to)}</b> now.${too}`,
        buttons: [[undoButton('list-unname', { from: to, to: from }), showButton(to, `📋 @${to}`)]],
      };
    }
  }
}

/** What to ask before rules would be left without their list. */
export function deleteQuestion(name: string, rules: number): Message {
  const those = counted(rules, 'rule');
  const subject = { list: name };
  return {
    text: html`<b>${atName(name)}</b> has ${those} about it. Kept,
      ${rules === 1 ? 'it waits' : 'they wait'} until there is a list of that name again.`,
    buttons: [
      [button(`Delete the list, keep ${those}`, 'list-delete-do', { ...subject, rules: 'keep' })],
      [
        {
          ...button(`Delete ${rules === 1 ? 'it' : 'them'} too`, 'list-delete-do', {
            ...subject,
            rules: 'delete',
          }),
          style: 'danger',
        },
        showButton(name, 'Cancel'),
      ],
    ],
  };
}

export function deletedMessage({ name, rows, rules, kept }: DeletedList): Message {
  const too = rules.length > 0 ? ` with ${counted(rules.length, 'rule')}` : '';
  const waits =
    kept > 0 ? ` ${counted(kept, 'rule')} about it ${kept === 1 ? 'waits' : 'wait'}.` : '';
  return {
    text: html`🗑 <b>${atName(name)}</b> is gone${too}.${waits}`,
    buttons: [
      [
        undoButton('list-restore', {
          list: name,
          rows: spellListRows(rows),
          rules: rules.map(({ id, status }) => `${id}:${status}`).join(' '),
        }),
      ],
    ],
  };
}
