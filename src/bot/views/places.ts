import { clip, html, lines, type Html } from '../../core/html.ts';
import type { Linked } from '../../app/places.ts';
import { undoButton, type Button, type ButtonSubject, type Message } from '../../core/message.ts';
import { chatId } from '../../core/people.ts';
import type { Chat } from '../../core/records.ts';
import { LINK_PAYLOAD } from '../payload.ts';

/** Said in a group when it is linked: the message is its own test. */
export function linkedHere(wish: {
  title: string;
  linked: Linked;
  /** The topic that it was said in, by the name that is known of it. */
  topic: { readonly name: string | undefined } | undefined;
  hearsAll: boolean;
  isPublic: boolean;
}): Message {
  const buttons = linkUndo(wish.linked);
  if (!wish.linked.isNew)
    return {
      buttons,
      text: lines(
        html`🔗 ${wish.title} is linked already.`,
        wish.topic && topicLine(wish.topic.name),
        readersLine(wish.isPublic, '/link'),
        privacyLine(wish.hearsAll),
      ),
    };
  return {
    text: lines(
      html`🔗 <b>${wish.title} is linked.</b> This message is the test: what rings here will look
        like it.`,
      html`Whoever has a role may use me here, each with their own rights; others get no answer.`,
      wish.topic && html`In topics I answer, and ring, in the topic I was asked in.`,
      wish.topic && topicLine(wish.topic.name),
      readersLine(wish.isPublic, '/link'),
      privacyLine(wish.hearsAll),
    ),
    buttons,
  };
}

/** For a minute, where something was changed. */
function linkUndo(linked: Linked): readonly (readonly Button[])[] {
  const { id, isNew, goneWhy, before, after } = linked;
  if (!isNew && before === after) return [];
  const subject = { chat: id, isNew, goneWhy: goneWhy ?? null };
  return [[undoButton('link-undo', { ...subject, before: before ?? null, after: after ?? null })]];
}

/** Reads back what the Undo carries. */
export function linkedIn({ chat, isNew, goneWhy, before, after }: ButtonSubject): Linked {
  return {
    id: chatId(Number(chat)),
    isNew: isNew === true,
    goneWhy: typeof goneWhy === 'string' ? goneWhy : undefined,
    before: typeof before === 'boolean' ? before : undefined,
    after: typeof after === 'boolean' ? after : undefined,
  };
}

/** What holds again after an Undo. */
export function unlinkedMessage({ title, status }: Chat): Message {
  if (status === 'active')
    return { text: html`↩ Undone: <b>${title}</b> is linked as it was, with names as before.` };
  return {
    text: html`↩ Undone: <b>${title}</b> is not linked. Nothing rings there, and I answer nobody
      there, until /link.`,
  };
}

/** By which word rules made elsewhere in the forum ring in this topic. */
function topicLine(name: string | undefined): Html {
  if (name === undefined)
    return html`Telegram has not told me what this topic is called:
      <code>/link topic:Name</code> here tells me, and rules can ring in it.`;
  const word = /[\s,]/.test(name) ? `topic:"${name}"` : `topic:${name}`;
  return html`A rule rings in this topic by <code>to:${word}</code>.`;
}

/** What alerts there tell of people. */
function readersLine(isPublic: boolean, command: string): Html {
  return isPublic
    ? html`Its alerts name nobody; <code>${command} all</code> shows who acknowledged.`
    : html`Its alerts say who acknowledged; <code>${command} public</code> keeps names out.`;
}

export function unknownPreset(typed: string): Message {
  return {
    text: html`I read “${clip(typed, 64)}”. A place can be <code>all</code>, so that alerts say who
      acknowledged, or <code>public</code>, so that they name nobody. Notes stay private either way,
      and there are no option alerts yet that a place could be kept to.`,
  };
}

function privacyLine(hearsAll: boolean): Html {
  return hearsAll
    ? html`Telegram shows me every message here, because privacy mode is off. I read commands and
      replies only; /setprivacy at @BotFather turns it on.`
    : html`Privacy mode is on: I see commands and replies to me, and nothing else.`;
}

/** In private: how to link, and what is linked. */
export function linkGuide(botName: string, places: readonly Chat[]): Message {
  const add = `https://t.me/${botName}`;
  const linked = places.filter(({ kind }) => kind !== 'private');
  return {
    text: lines(
      html`🔗 <b>Linking a place</b>`,
      html`<b>A group:</b> add me with the button, or send /link in a group that I am in.`,
      html`<b>A channel:</b> make me an administrator who may post. Then forward any post of it to
        me here, or send <code>/link @its_name</code>.`,
      linked.length === 0 ? html`Nothing is linked yet.` : html`Linked so far:`,
      ...linked.slice(0, MOST_LISTED).map(placeLine),
    ),
    buttons: [
      [link('➕ Add me to a group', `${add}?startgroup=${LINK_PAYLOAD}`)],
      [link('📣 Add me to a channel', `${add}?startchannel&admin=post_messages`)],
    ],
  };
}

const MOST_LISTED = 20;

function placeLine({ title, kind, status, goneWhy, id }: Chat): Html {
  const lost = status === 'gone' ? html` · 📵 out of reach: ${goneWhy ?? ''}` : html``;
  return html`• ${title} (${kind}, <code>${id}</code>)${lost}`;
}

function link(label: string, url: string): Button {
  return { label, action: { kind: 'url', url } };
}

/** To the owner who linked a place from afar. `name` is what stands behind `to:`. */
export function linkedThere(wish: {
  title: string;
  linked: Linked;
  name: string;
  /** What it was linked by. */
  ref: string;
  isPublic: boolean;
}): Message {
  const { title, linked, name, ref, isPublic } = wish;
  return {
    text: lines(
      linked.isNew
        ? html`🔗 <b>${title}</b> is linked. I have posted a test message there.`
        : html`🔗 <b>${title}</b> was linked already. I have posted a test message there.`,
      html`A rule rings there when it says so: <code>/rule NVDA &gt; 150 to:${name}</code>, or
        <code>to:here,${name}</code> for both. That takes an owner, or one of its admins.`,
      readersLine(isPublic, `/link ${ref}`),
    ),
    buttons: linkUndo(linked),
  };
}

/** The test message itself. */
export function linkTest(kind: Chat['kind']): Message {
  return {
    text: lines(
      html`🔗 <b>Bellwether is linked here.</b> What rings here will look like this.`,
      kind === 'channel' ? html`Alerts in a channel carry no private notes.` : undefined,
    ),
  };
}

export function cannotSee(ref: string): Message {
  return {
    text: html`I can’t see <b>${ref}</b>. Add me there first: in a channel as an administrator who
      may post. Then send /link again.`,
  };
}

export function cannotPost(title: string): Message {
  return {
    text: html`I can see <b>${title}</b>, but may not post there. Give me the right to post
      messages, then send /link again.`,
  };
}

export function isPerson(): Message {
  return { text: html`That is a person, not a group or a channel. /users lets people in.` };
}

export function unreadablePlace(ref: string): Message {
  return {
    text: html`I read “${clip(ref, 64)}”, which is neither a @name nor an id such as
      <code>-1001234567890</code>. Forwarding a post of the channel works too.`,
  };
}

/** To the owners, once, when a place is lost. */
export function goneNotice({ title, kind, id }: Chat, why: string): Message {
  const mend =
    kind === 'private' ? html`Once they unblock me` : html`Once I am back, with the right to write`;
  return {
    text: lines(
      html`📵 <b>${title}</b> (<code>${id}</code>) is out of reach: ${why}.`,
      html`Its rules rest, and what waited for it is listed in /status. ${mend}, everything goes on.`,
    ),
  };
}

/** To the owners: somebody tried to command the bot through a channel, which names no person. */
export function channelCommandNotice(title: string, command: string): Message {
  return {
    text: html`🙅 Somebody posted /${command} in <b>${title}</b>. A channel’s posts name no person I
      could check, so I did nothing. Send it to me here.`,
  };
}
