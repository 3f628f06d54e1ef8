import type { DeletedList } from '../../app/lists.ts';
import type { MadeLink, Opened } from '../../app/shares.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { spellListRows } from '../row-words.ts';
import { atName, counted, showButton } from './list.ts';
import { priceLines, PRICES_PER_PAGE } from './price-table.ts';
import { dayOf } from './when.ts';

/** A link, ready to be handed on. */
export function shareMade({
  url,
  content,
  says,
  expiresAt,
  isNew,
  token,
  zone,
}: MadeLink): Message {
  const what =
    content.kind === 'list' ? html`<b>${atName(content.name)}</b>: ${says}` : html`<b>${says}</b>`;
  const privacy = content.kind === 'rule' ? ' Notes and destinations are left out.' : '';
  const send = `https://t.me/share/url?url=${encodeURIComponent(url)}`;
  return {
    text: lines(
      html`🔗 ${what}`,
      html`${url}`,
      html`Whoever may talk to me can copy it by this link until
      ${dayOf(expiresAt, zone)}.${privacy}`,
    ),
    buttons: [
      [
        { label: '📤 Send to somebody', action: { kind: 'url', url: send } },
        { label: '📋 Copy link', action: { kind: 'copy', text: url } },
      ],
      ...(isNew ? [[undoButton('share-undo', { token })]] : []),
    ],
  };
}

/** What stands in the way of opening a link; undefined when nothing does. */
export function closedMessage(opened: Opened): Message | undefined {
  switch (opened.kind) {
    case 'expired':
      return {
        text: html`🔗 That link expired on ${dayOf(opened.at, opened.zone)}. Whoever sent it can
        make a new one.`,
      };
    case 'unknown':
      return {
        text: html`🔗 I don’t know that link: it was taken back, or is older than I remember, or
        belongs to another bot.`,
      };
    default:
      return undefined;
  }
}

/** Who opened it: somebody who may only read is told so instead of being offered what they may not do. */
export type Opener = { readonly token: string; readonly isMember: boolean };

/** A rule that somebody shared, in its receiver's own terms. `card` is what a typed rule would show before it is armed. */
export function sharedRuleMessage(
  { draft, brings }: Extract<Opened, { kind: 'rule' }>,
  card: Message,
  { token, isMember }: Opener,
): Message {
  const head = html`🔗 <b>A rule was shared with you</b>`;
  if (draft.kind !== 'ready') return { ...card, text: lines(head, card.text) };
  const action = { kind: 'verb', verb: 'share-take', subject: { token }, once: true } as const;
  const take: Button = { label: '✅ Add to mine', action, style: 'success' };
  return {
    text: lines(
      head,
      card.text,
      brings &&
        html`📋 You have no list <b>${atName(brings.name)}</b>; it comes along:
          ${brings.tickers.join(', ')}.`,
      isMember ? undefined : READ_ONLY,
    ),
    buttons: isMember ? [[take, button('✖', 'share-no', {})]] : [],
  };
}

const READ_ONLY: Html = html`Copying it needs the Member role; an owner can give it to you.`;

/** A list that somebody shared, with prices as they are now. */
export function sharedListMessage(
  { name, table, own, unwatched }: Extract<Opened, { kind: 'list' }>,
  { token, isMember }: Opener,
): Message {
  const add = own === undefined ? `📋 Add as @${name}` : `📋 Add to my @${name}`;
  const count = table.lines.length;
  return {
    text: lines(
      html`🔗 <b>A list was shared with you</b>: ${atName(name)} · ${counted(count, 'ticker')}`,
      ...priceLines(table, 0),
      count > PRICES_PER_PAGE ? html`… and ${count - PRICES_PER_PAGE} more.` : undefined,
      own === undefined ? undefined : html`You have a list of that name, with ${own} in it.`,
      isMember ? undefined : READ_ONLY,
    ),
    buttons: isMember
      ? [
          [button(add, 'share-list', { token, as: 'list' })],
          [
            ...(unwatched > 0
              ? [
                  button(
                    `👀 Watch ${unwatched === count ? 'all' : 'the other'} ${unwatched}`,
                    'share-list',
                    { token, as: 'watch' },
                  ),
                ]
              : []),
            button('✖', 'share-no', {}),
          ],
        ]
      : [],
  };
}

/** The list that came along with a rule. */
export function broughtMessage(name: string, rows: DeletedList['rows']): Message {
  return {
    text: html`📋 <b>${atName(name)}</b>, a new list, came along · ${counted(rows.length, 'ticker')}`,
    buttons: [
      [
        undoButton('list-undo', { list: name, rows: spellListRows(rows), isNew: true }),
        showButton(name, `📋 @${name}`),
      ],
    ],
  };
}
