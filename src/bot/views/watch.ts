import type { ListAddition } from '../../app/lists.ts';
import type { Added } from '../../app/ticker-look-up.ts';
import { spellRows, type Unwatched } from '../../app/watch.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { spellListRows } from '../row-words.ts';
import { atName } from './list.ts';
import { addedButtons, addedLine, freshOf, type Into } from './looked-up.ts';
import { packButtons, type PackOffer } from './packs.ts';

const WATCHLIST: Into = {
  already: 'is watched already',
  full: html`this list is full. /unwatch makes room.`,
  verb: 'watch-add',
  subject: {},
};

type Told = Pick<PackOffer, 'packs'> & {
  readonly now: Instant;
  /** The new ones as they stand in the watchlist. */
  readonly rows: Unwatched['rows'];
  /** What became of them in the list that they were to be put in as well. */
  readonly listed?: ListAddition | undefined;
};

/** What became of each typed ticker, a line each, with what can be done about it. */
export function addedMessage(added: readonly Added[], { now, packs, rows, listed }: Told): Message {
  const fresh = freshOf(added);
  const into: Into =
    listed?.kind === 'added' ? { ...WATCHLIST, subject: { list: listed.name } } : WATCHLIST;
  const tickers = fresh.join(' ');
  const inList = listed?.kind === 'added' ? spellListRows(listed.rows) : '';
  const skip = button('Skip', 'pack-skip', { tickers });
  const undo = undoButton('watch-undo', {
    rows: spellRows(rows),
    list: listed?.kind === 'added' ? listed.name : '',
    listed: inList,
    isNew: listed?.kind === 'added' && listed.isNew,
  });
  return {
    text: lines(...added.map((one) => addedLine(one, into, now)), listed && listedLine(listed)),
    buttons: [
      ...addedButtons(added, into),
      ...(fresh.length > 0 ? packButtons({ packs, on: tickers }, skip) : []),
      ...(tickers + inList === '' ? [] : [[undo]]),
    ],
  };
}

function listedLine(listed: ListAddition): Html {
  if (listed.kind === 'too-many-lists')
    return html`⚠️ A chat keeps ${listed.limit} lists at most, so no new one was made.`;
  const { name, isNew, added, count } = listed;
  const fresh = freshOf(added);
  if (fresh.length === 0) return html`📋 Nothing new for <b>${atName(name)}</b>.`;
  return html`📋 ${fresh.join(', ')} in <b>${atName(name)}</b>${isNew ? ', a new list' : ''}, which
    has ${count} now.`;
}

/** The same tickers without the offer. */
export function skippedMessage(added: readonly Added[], now: Instant): Message {
  return {
    text: lines(
      ...added.map(({ found }) => addedLine({ found, outcome: 'added' }, WATCHLIST, now)),
      html`No starter rules. <code>/rules pack</code> has them whenever you like.`,
    ),
  };
}

/** What to ask before rules would be left without their ticker on the list. */
export function unwatchQuestion(tickers: readonly string[], rules: number): Message {
  const names = tickers.join(', ');
  const those = rules === 1 ? '1 rule' : `${rules} rules`;
  const subject = { tickers: tickers.join(' ') };
  return {
    text: html`<b>${names}</b> ${tickers.length === 1 ? 'has' : 'have'} ${those} here. What shall
      become of ${rules === 1 ? 'it' : 'them'}?`,
    buttons: [
      [button(`Keep ${those}`, 'unwatch-do', { ...subject, rules: 'keep' })],
      [
        {
          ...button(rules === 1 ? 'Delete it too' : 'Delete them too', 'unwatch-do', {
            ...subject,
            rules: 'delete',
          }),
          style: 'danger',
        },
        button('Cancel', 'unwatch-no', {}),
      ],
    ],
  };
}

export function unwatchedMessage({ rows: gone, missing, rules }: Unwatched): Message {
  const names = gone.map(({ ticker }) => ticker).join(', ');
  const too =
    rules.length === 0
      ? ''
      : ` ${rules.length === 1 ? '1 rule' : `${rules.length} rules`} deleted.`;
  const isNothing = gone.length === 0 && rules.length === 0;
  return {
    text: lines(
      gone.length > 0 ? html`➖ <b>${names}</b> no longer watched.${too}` : undefined,
      gone.length === 0 && rules.length > 0 ? html`🗑${too}` : undefined,
      missing.length > 0 ? html`⚠️ Not on the list: ${missing.join(', ')}.` : undefined,
    ),
    buttons: isNothing
      ? []
      : [
          [
            undoButton('unwatch-undo', {
              rows: spellRows(gone),
              rules: rules.map(({ id, status }) => `${id}:${status}`).join(' '),
            }),
          ],
        ],
  };
}
