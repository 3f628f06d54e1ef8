import type { App } from '../app/app.ts';
import type { Doing } from '../app/doing.ts';
import { withoutNote } from '../core/rule-note.ts';
import { html } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import { mayActAs, type Actor } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { adminsOnly, mayChange } from './may-change.ts';
import type { Answer, ButtonHandler, Change, Press, PressAnswer, Request } from './request.ts';
import { makeRule, proposeRule } from './rule-making.ts';
import { freshOf } from './views/looked-up.ts';
import { listAddedMessage } from './views/list-changed.ts';
import {
  broughtMessage,
  closedMessage,
  sharedListMessage,
  sharedRuleMessage,
  shareMade,
} from './views/share.ts';
import { addedMessage } from './views/watch.ts';

/** What the deep link of a shared rule or list hands to /start. */
const PAYLOAD = /^[rw]_([A-Za-z0-9_-]{8,60})$/;

/** The token of a link by which somebody came; undefined when they came by another, or by none. */
export function shareToken(payload: string): string | undefined {
  return PAYLOAD.exec(payload)?.[1];
}

/** Links by tap: made, taken back, followed. */
export const shareButtons: Readonly<Record<string, ButtonHandler>> = {
  'rule-share': { needs: 'member', run: share },
  'share-undo': { needs: 'member', run: revoke },
  'share-take': { needs: 'member', run: take },
  'share-list': { needs: 'member', run: takeList },
  'share-no': {
    needs: 'viewer',
    run: () => () => ({ edit: { text: html`✖ Left alone. Nothing was added.` } }),
  },
};

/** Shows what a link hands on, as it would be for whoever opened it. */
export async function openShare(request: Request, app: App, token: string): Promise<Change> {
  const { actor, updateId } = request;
  const opened = await app.shares.open(token, actor.place.chat);
  const opener = { token, isMember: mayActAs(actor.role, 'member') };
  return (): Answer => {
    if (opened.kind === 'rule') {
      const card = proposeRule(app, opened.draft, { by: actor, updateId });
      return sharedRuleMessage(opened, card, opener);
    }
    if (opened.kind === 'list') return sharedListMessage(opened, opener);
    return closedMessage(opened) ?? [];
  };
}

/** A link to a rule. */
export function shareRule(app: App, rule: StoredRule, by: Doing): Message {
  const made = app.shares.rule(rule, by);
  if (made !== undefined) return shareMade(made);
  return {
    text: html`⚠️ I can no longer read <code>${withoutNote(rule.text)}</code>, so nobody could copy
      it.`,
  };
}

function doing({ actor, updateId }: { actor: Actor; updateId: number }) {
  return { by: actor, updateId };
}

function share(press: Press, app: App): () => PressAnswer {
  return () => {
    const rule = app.rules.find(press.actor.place.chat, Number(press.subject['rule']));
    return rule
      ? { messages: [shareRule(app, rule, doing(press))] }
      : { toast: 'That rule is gone. /rules shows what there is.' };
  };
}

function revoke(press: Press, app: App): () => PressAnswer {
  return () => {
    app.shares.revoke(String(press.subject['token']), doing(press));
    return { edit: { text: html`↩ Undone: that link opens nothing any more.` } };
  };
}

async function take(press: Press, app: App): Promise<() => PressAnswer> {
  if (!(await mayChange(press))) return () => ({ messages: [adminsOnly('Making rules')] });
  const opened = await app.shares.open(String(press.subject['token']), press.actor.place.chat);
  return () => {
    const closed = closedMessage(opened);
    if (closed) return { edit: closed };
    if (opened.kind !== 'rule') return {};
    const { draft, brings } = opened;
    const isBrought = brings !== undefined && draft.kind === 'ready';
    const rows = isBrought ? app.shares.bring(brings, doing(press)) : [];
    const [first, ...rest] = makeRule(app, draft, doing(press));
    const messages = [...(isBrought ? [broughtMessage(brings.name, rows)] : []), ...rest];
    return first ? { edit: first, messages } : { messages };
  };
}

async function takeList(press: Press, app: App): Promise<() => PressAnswer> {
  if (!(await mayChange(press))) return () => ({ messages: [adminsOnly('Changing lists')] });
  const opened = await app.shares.open(String(press.subject['token']), press.actor.place.chat);
  return () => {
    const closed = closedMessage(opened);
    if (closed) return { edit: closed };
    if (opened.kind !== 'list') return {};
    const { now } = press;
    const found = opened.table.lines.map(
      ({ ticker, reading }) => ({ kind: 'read', typed: ticker, reading }) as const,
    );
    if (press.subject['as'] === 'list')
      return { messages: [listAddedMessage(app.lists.add(opened.name, found, doing(press)), now)] };
    const added = app.watch.add(found, doing(press));
    const rows = app.watch.rowsOf(press.actor.place.chat, freshOf(added));
    return { messages: [addedMessage(added, { now, rows, packs: app.packs.all })] };
  };
}
