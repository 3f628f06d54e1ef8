import type { App } from '../app/app.ts';
import { html, type Html } from '../core/html.ts';
import { ADMINS_ONLY_TOAST, mayChange } from './may-change.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { readIds } from './quiet-subject.ts';
import { batchMessage } from './views/packs.ts';
import { skippedMessage } from './views/watch.ts';
import { zoneQuestion } from './views/zone-question.ts';

/** Starter packs by tap, and what takes back rules that were made together. */
export const packButtons: Readonly<Record<string, ButtonHandler>> = {
  'pack-arm': { needs: 'member', run: arm },
  'pack-skip': { needs: 'member', run: skip },
  'pack-undo': { needs: 'member', run: undo },
};

async function arm(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, updateId, subject } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  const pack = app.packs.find(String(subject['pack']));
  const on = String(subject['on']).split(' ');
  if (pack === undefined) return () => ({ toast: 'That pack is no longer there.' });
  const drafts = await app.packs.draft(pack, on, actor.place.chat);
  return () => {
    const batch = app.packs.make(drafts, { by: actor, updateId });
    const message = batchMessage(packHead(pack.label, on), batch);
    return { messages: [message, ...(batch.asksZone ? [zoneQuestion()] : [])] };
  };
}

/** `📦 Classic on NVDA, AMD` */
export function packHead(label: string, on: readonly string[]): Html {
  return html`📦 <b>${label}</b> on ${on.join(', ')}`;
}

/** Takes the offer off the message, and leaves what was added. */
async function skip({ subject, now }: Press, app: App): Promise<() => PressAnswer> {
  const looked = await app.watch.lookUp(String(subject['tickers']));
  return () => {
    if (looked.kind === 'too-many') return {};
    const added = looked.found.map((found) => ({ found, outcome: 'added' }) as const);
    return { edit: skippedMessage(added, now) };
  };
}

async function undo(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, updateId, subject } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const ids = readIds(subject, 'rules');
    const { gone, kept } = app.packs.unmake(ids, { by: actor, updateId });
    const went = gone === 1 ? '1 rule' : `${gone} rules`;
    const stays = kept === 0 ? '' : ` ${kept} changed since ${kept === 1 ? 'stays' : 'stay'}.`;
    return { edit: { text: html`↩ Undone: ${went} taken back.${stays}` } };
  };
}
