import type { App } from '../../app/app.ts';
import type { BookView, LimitChange, LimitKind } from '../../app/risk.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { Actor } from '../../core/people.ts';
import {
  defineCommand,
  type ButtonHandler,
  type Change,
  type Press,
  type PressAnswer,
} from '../request.ts';
import { limitProblem, limitSetMessage, limitUndone, riskUnread } from '../views/risk-limit.ts';
import { bareMessage, howMessage, scenarioMessage, weightsMessage } from '../views/risk-pages.ts';
import { sinceMessage } from '../views/risk-since.ts';
import { oneMessage } from '../views/risk-one.ts';
import { NO_BOOK, riskMessage, riskWords } from '../views/risk.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const risk = defineCommand({
  name: 'risk',
  says: 'What your book stands to lose, down to its stops and on a bad day',
  needs: 'member',
  where: ['private', 'group'],
  isOwn: true,
  topic: 'holdings',
  changes: (args) => (readWish(args).kind === 'limit' ? 'settings' : 'nothing'),
  examples: ['/risk', '/risk NVDA', '/risk limit 7%', '/risk per 0.7%'],
  guide: html`<code>/risk limit 7%</code> is how much of the account all open positions together may
    lose down to their stops, <code>/risk per 0.7%</code> how much one may. I tell you once when the
    open risk goes above its limit. <code>usual</code> in place of a number goes back to the
    installation’s own.`,
  async run({ args, actor, updateId }, app): Promise<Change> {
    const wish = readWish(args);
    switch (wish.kind) {
      case 'view': {
        const view = await app.risk.view(actor);
        return () => (view === undefined ? NO_BOOK : riskMessage(view));
      }
      case 'limit':
        return () => limitMessage(app, wish, { actor, updateId });
      case 'one': {
        const view = await app.risk.view(actor);
        return () => (view && oneMessage(view, wish.name)) ?? riskUnread(args);
      }
    }
  },
  buttons: {
    risk: {
      needs: 'member',
      async run({ actor, subject }, app) {
        const view = await app.risk.view(actor);
        const message = view === undefined ? NO_BOOK : riskMessage(view);
        return () => (subject['anew'] === true ? { messages: [message] } : { edit: message });
      },
    },
    'risk-back': page(riskWords),
    'risk-scenario': page(scenarioMessage),
    'risk-weights': page(weightsMessage),
    'risk-bare': page(bareMessage),
    'risk-how': page(howMessage),
    'risk-since': {
      needs: 'member',
      run({ actor }, app) {
        const since = app.risk.since(actor);
        return () => ({ edit: since === undefined ? NO_BOOK : sinceMessage(since) });
      },
    },
    'risk-stop': {
      needs: 'member',
      run:
        ({ subject }) =>
        () => ({ opens: 'stop', about: String(subject['name']) }),
    },
    'risk-set': {
      needs: 'member',
      run: (press, app) => () => ({
        messages: [limitMessage(app, limitIn(press), press)],
      }),
    },
    'risk-undo': {
      needs: 'member',
      run: (press, app) => () => undo(press, app),
    },
  },
});

/** One page of the book, in place of the words under the picture. */
function page(show: (view: BookView) => Message): ButtonHandler {
  return {
    needs: 'member',
    run({ actor }, app) {
      const view = app.risk.viewNow(actor);
      return () => ({ edit: view === undefined ? NO_BOOK : show(view) });
    },
  };
}

type Limit = { readonly which: LimitKind; readonly text: string; readonly pct: PctRead };

type PctRead = number | 'usual' | undefined;

type Wish =
  | { readonly kind: 'view' }
  | ({ readonly kind: 'limit' } & Limit)
  /** Something held, perhaps. */
  | { readonly kind: 'one'; readonly name: string };

const LEAST_PCT = 0.1;
/** More than that at once is no limit any more. */
const MOST_TOTAL_PCT = 100;
const MOST_PER_PCT = 20;

/** `limit 7%`, `per 0.7`, `limit usual`; `book` is the same as nothing. */
function readWish(args: string): Wish {
  const [word = '', ...rest] = args.toLowerCase().trim().split(/\s+/);
  const text = rest.join(' ');
  if (word === '' || (word === 'book' && text === '')) return { kind: 'view' };
  const which = word === 'limit' || word === 'total' ? 'total' : word === 'per' ? 'per' : undefined;
  if (which === undefined) return { kind: 'one', name: args.trim() };
  return { kind: 'limit', which, text, pct: readPct(text) };
}

function readPct(text: string): PctRead {
  if (/^(?:usual|default)$/.test(text)) return 'usual';
  const [, number] = /^(\d{1,3}(?:\.\d{1,3})?) ?%?$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}

type Asking = { readonly actor: Actor; readonly updateId: number };

function limitMessage(app: App, { which, text, pct }: Limit, { actor, updateId }: Asking): Message {
  const limits = app.risk.limits(actor);
  const most = which === 'total' ? MOST_TOTAL_PCT : Math.min(MOST_PER_PCT, limits.totalPct);
  const isKnown = pct === 'usual' || (pct !== undefined && pct >= LEAST_PCT && pct <= most);
  if (!isKnown) return limitProblem({ which, text, most }, limits);
  const after = pct === 'usual' ? undefined : pct;
  return limitSetMessage(app.risk.setLimit({ which, after }, actor, updateId));
}

function limitIn({ subject }: Press): Limit {
  const pct = Number(subject['pct']);
  return { which: subject['which'] === 'per' ? 'per' : 'total', text: `${pct}%`, pct };
}

function undo({ subject, actor, updateId }: Press, app: App): PressAnswer {
  const pct = (name: string) => (subject[name] === null ? undefined : Number(subject[name]));
  const which: LimitKind = subject['which'] === 'per' ? 'per' : 'total';
  const change: LimitChange = { which, before: pct('before'), after: pct('after') };
  const done = app.risk.putBack(change, actor, updateId);
  return done === undefined ? CHANGED_SINCE : { edit: limitUndone(done) };
}
