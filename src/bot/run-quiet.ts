import type { App } from '../app/app.ts';
import { LONGEST_WAKE_MS, type Wake, type WakeWish } from '../app/wake-wish.ts';
import type { QuietWhat } from '../app/quiet.ts';
import { readSpan } from '../app/wake-time.ts';
import { html, type Html } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import type { Actor } from '../core/people.ts';
import { plus, type Instant } from '../core/time.ts';
import {
  looksLikeCondition,
  mayQuiet,
  readQuietWords,
  snoozeChoices,
  type QuietWords,
} from './quiet-words.ts';
import type { Answer, Change, Request } from './request.ts';
import {
  criticalQuestion,
  CRITICAL_IN_PRIVATE,
  NOT_ALLOWED,
  quietedMessage,
  quietProblem,
  sentence,
} from './views/quiet.ts';
import {
  blindText,
  onlySnoozesWait,
  SPANS_TEXT,
  wakeAlreadyMessage,
  wakeProblemMessage,
} from './views/quiet-wake.ts';

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
  if (what === undefined) {
    return () => {
      const problem = nobodyCalled(words, app);
      const near = app.quiet.suggest(request.actor, SUGGESTED);
      return quietProblem({ verb: way.verb, args: request.args, problem }, near);
    };
  }
  const asked = { ...way, args: request.args, words, what };
  if (words.rest === undefined) return () => quiet(request, app, asked);
  const wish = app.quiet.readWake(what, words.rest, request.actor);
  if (wish.kind !== 'wake' || way.verb === 'mute')
    return () => unread(asked, { rest: words.rest ?? '', wish });
  await app.quiet.topUpFor(wish.wake);
  return () =>
    snoozeUntil(app, { what, wake: wish.wake }, { actor: request.actor, now: request.now }).message;
}

function nobodyCalled({ what }: QuietWords, app: App): Html {
  if (what === undefined) return html`I have no name of what is to be silent.`;
  if (what.toLowerCase().startsWith('type:'))
    return html`I know no alerts of that type; there are: ${app.quiet.types.join(', ')}.`;
  return html`Nothing here is called <b>${what}</b>: no rule has that name, and the ticker is not
    watched in this chat.`;
}

type Asked = Way & {
  readonly args: string;
  readonly words: QuietWords;
  readonly what: QuietWhat;
};

/** What stands behind the name is neither a time nor a condition that can be waited for. */
function unread(asked: Asked, { rest, wish }: { rest: string; wish: WakeWish }): Message {
  const { verb, args, what } = asked;
  const say = (problem: Html) => quietProblem({ verb, args, problem }, [what]);
  if (!looksLikeCondition(rest) && wish.kind !== 'wake')
    return say(html`<b>${rest}</b> is no length of time that I know: ${SPANS_TEXT}`);
  if (verb === 'mute') return say(onlySnoozesWait(what, rest));
  switch (wish.kind) {
    case 'problem':
      return wakeProblemMessage(what, wish);
    case 'no-ticker':
      return say(
        html`${sentence(what.name)} is no single ticker. Say whose price ends it:
          <code>/snooze ${what.word} until NVDA ${rest}</code>`,
      );
    case 'blind':
      return say(blindText(wish.ticker));
    case 'wake':
      return say(html`I can’t wait for that.`);
  }
}

type SnoozedUntil =
  | { readonly kind: 'already'; readonly message: Message }
  | { readonly kind: 'snoozed'; readonly mute: Mute; readonly message: Message };

type Until = { readonly what: QuietWhat; readonly wake: Wake };

/** Snoozes until a condition comes true; what is so already would end it at once. */
export function snoozeUntil(
  app: App,
  { what, wake }: Until,
  { actor, now }: { actor: Actor; now: Instant },
): SnoozedUntil {
  const look = app.quiet.lookAt(wake);
  const reading = { zone: app.quiet.zoneOf(actor), now };
  if (look?.verdict === 'true')
    return {
      kind: 'already',
      message: wakeAlreadyMessage(
        { what, wake, look, choices: snoozeChoices(app, what, actor) },
        reading,
      ),
    };
  const until = plus(now, LONGEST_WAKE_MS);
  const wish = { verb: 'snooze', what, until, wake: wake.text, coversCritical: false } as const;
  const done = app.quiet.add(wish, actor);
  const message = quietedMessage({ ...done, about: what.name, isDefault: false, look }, reading);
  return { kind: 'snoozed', mute: done.mute, message };
}

function quiet(request: Request, app: App, { verb, usual, words, what }: Asked): Answer {
  const { actor } = request;
  const span = readSpan(words.span ?? usual);
  const until = span && app.quiet.wakeAt(what, span, actor);
  if (span === undefined || until === 'never-closes') {
    const knows = span?.kind === 'bar' ? 'bars whose close I know' : 'a close to wait for';
    const problem = html`${sentence(what.name)} trades at hours that have no ${knows}: give a
    length, such as 2h.`;
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
