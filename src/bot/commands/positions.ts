import type { App } from '../../app/app.ts';
import { html, lines } from '../../core/html.ts';
import { positionButtons } from '../position-buttons.ts';
import { defineCommand, type Answer, type Change, type Request } from '../request.ts';
import { positionMessage, whichPosition } from '../views/position-card.ts';
import { addedMessage, closedMessage, setMessage } from '../views/position-changed.ts';
import { holdingsPreview, holdingsUnread, noHoldings } from '../views/position-import.ts';
import { draftProblem, notHeld, wishProblem } from '../views/position-problem.ts';
import { positionsMessage } from '../views/positions.ts';

export const positions = defineCommand({
  name: 'positions',
  aliases: ['pos', 'position'],
  says: 'What you hold: worth, day, profit, stops; add what no broker tells me',
  needs: 'member',
  where: ['private', 'group'],
  isOwn: true,
  topic: 'holdings',
  changes: (args) => (/^(?:add|set|close)\s+\S/i.test(args) ? 'settings' : 'nothing'),
  examples: [
    '/positions',
    '/positions NVDA',
    '/positions add NVDA 100 @ 121.40',
    '/positions add NVDA 100 @ 121.40 2026-03-01',
    '/positions set NVDA 120 @ 118.20',
    '/positions close NVDA 50 @ 150.42',
    '/positions import',
  ],
  guide: lines(
    html`The table shows what is known and asks nobody, so it comes at once; each figure’s age
    stands beneath. A ticker alone, or its button, shows one position in full.`,
    html`<code>add</code> is for what no broker of yours tells me: a ticker, how many,
      <code>@</code> what you paid for one, and the day, which is today when left out. More of the
      same is added to it. <code>set</code> corrects it, <code>close</code> says that you sold it,
      all or so many.`,
    html`<code>import</code>, as an answer to a CSV file, shows what it would change first. What is
      not in the file stays.`,
  ),
  wizard: 'position-add',
  hasCard: true,
  opens: (args) => (/^(?:add|new)$/i.test(args) ? 'position-add' : undefined),
  async run(request, app) {
    const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(request.args) ?? [];
    const { user } = request.actor;
    switch (word.toLowerCase()) {
      case '':
        return () => positionsMessage(app.positions.book(user));
      case 'add':
      case 'new':
        return addPosition(request, app, rest);
      case 'set':
        return () => setPosition(request, app, rest);
      case 'close':
        return () => closePosition(request, app, rest);
      case 'import':
        return previewPositions(request, app, rest);
      default:
        return showPosition(request, app);
    }
  },
  buttons: positionButtons,
});

async function addPosition(request: Request, app: App, line: string): Promise<Change> {
  const { actor, updateId, now } = request;
  const draft = await app.positions.draft(line, actor.user);
  return () => {
    if (draft.kind !== 'ready') return draftProblem(draft, now);
    const added = app.positions.add(draft.purchase, { by: actor, updateId });
    return addedMessage(added, draft.purchase, app.positions.view(actor.user, added.after));
  };
}

function setPosition({ actor, updateId }: Request, app: App, line: string): Answer {
  const wish = app.positions.readSetting(line, actor.user);
  if (wish.kind !== 'ready') return wishProblem('set', wish);
  const changed = app.positions.set(wish.position, wish.setting, { by: actor, updateId });
  return setMessage(changed, app.positions.view(actor.user, changed.after));
}

function closePosition({ actor, updateId, now }: Request, app: App, line: string): Answer {
  const wish = app.positions.readClosing(line, actor.user);
  if (wish.kind !== 'ready') return wishProblem('close', wish);
  const closed = app.positions.close(wish.position, wish.selling, { by: actor, updateId });
  return closedMessage(closed, { pricedAt: wish.pricedAt, now });
}

async function previewPositions(
  { actor, lookUp }: Request,
  app: App,
  typed: string,
): Promise<Change> {
  const attached =
    typed === '' ? await lookUp.attached() : ({ kind: 'text', text: typed } as const);
  if (attached.kind !== 'text') return () => noHoldings(attached);
  const preview = await app.positions.preview(attached.text, actor.user);
  return () => (preview.kind === 'preview' ? holdingsPreview(preview) : holdingsUnread(preview));
}

async function showPosition({ actor, args: typed }: Request, app: App): Promise<Change> {
  const { user, role } = actor;
  const found = app.positions.named(user, typed);
  const [first, ...more] = found;
  if (first === undefined) return () => notHeld(typed, app.positions.book(user).lines);
  if (more.length > 0) return () => whichPosition(first.name, found);
  const card = await app.positions.card(user, first.position.id);
  return () =>
    card === undefined
      ? notHeld(typed, app.positions.book(user).lines)
      : positionMessage(card, role);
}
