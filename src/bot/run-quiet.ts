import type { App } from '../app/app.ts';
import type { QuietWhat } from '../app/quiet.ts';
import { readSpan } from '../app/wake-time.ts';
import { html, type Html } from '../core/html.ts';
import type { Mute } from '../core/mute.ts';
import { mayQuiet, readQuietWords, type QuietWords } from './quiet-words.ts';
import type { Answer, Change, Request } from './request.ts';
import {
  criticalQuestion,
  CRITICAL_IN_PRIVATE,
  NOT_ALLOWED,
  quietedMessage,
  quietProblem,
  sentence,
} from './views/quiet.ts';

type Way = {
  readonly verb: Mute['verb'];
  /** The length when none is given. */
  readonly usual: string;
};

const SUGGESTED = 4;

/** /snooze and /mute with something behind them. */
export async function runQuiet(request: Request, app: App, way: Way): Promise<Change> {
  if (!(await mayQuiet(request, app))) return () => NOT_ALLOWED;
  const words = readQuietWords(request.args);
  const what = words.what === undefined ? undefined : app.quiet.find(words.what, request.actor);
  return () => {
    if (what === undefined || words.stray !== undefined) {
      const problem = problemOf(words, what, app);
      const near = what === undefined ? app.quiet.suggest(request.actor, SUGGESTED) : [what];
      return quietProblem({ verb: way.verb, args: request.args, problem }, near);
    }
    return quiet(request, app, { ...way, words, what });
  };
}

function problemOf({ what, stray }: QuietWords, found: QuietWhat | undefined, app: App): Html {
  if (found !== undefined && stray !== undefined)
    return html`<b>${stray}</b> is no length of time that I know: 30m, 2h, 3d, close, open,
      tomorrow, forever (a year at most).`;
  if (what === undefined) return html`I have no name of what is to be silent.`;
  if (what.toLowerCase().startsWith('type:'))
    return html`I know no alerts of that type; there are: ${app.quiet.types.join(', ')}.`;
  return html`Nothing here is called <b>${what}</b>: no rule has that name, and the ticker is not
    watched in this chat.`;
}

type Asked = Way & { readonly words: QuietWords; readonly what: QuietWhat };

function quiet(request: Request, app: App, { verb, usual, words, what }: Asked): Answer {
  const { actor } = request;
  const span = readSpan(words.span ?? usual);
  const until = span && app.quiet.wakeAt(what, span, actor);
  if (span === undefined || until === 'never-closes') {
    const problem = html`${sentence(what.name)} trades around the clock and has no close to wait
    for: give a length, such as 2h.`;
    return quietProblem({ verb, args: request.args, problem }, [what]);
  }
  if (words.isCritical) {
    if (what.scope !== 'chat' || actor.chatKind !== 'private') return CRITICAL_IN_PRIVATE;
    if (!app.quiet.confirmCritical(actor)) return criticalQuestion(`/${verb} ${request.args}`);
  }
  const done = app.quiet.add({ verb, what, until, coversCritical: words.isCritical }, actor);
  const reading = { zone: app.quiet.zoneOf(actor), now: request.now };
  return quietedMessage(
    { ...done, about: what.name, isDefault: words.span === undefined },
    reading,
  );
}
