import type { App } from '../../app/app.ts';
import type { BriefPlan } from '../../core/brief-times.ts';
import { html } from '../../core/html.ts';
import { mayActAs } from '../../core/people.ts';
import { mayQuiet } from '../quiet-words.ts';
import {
  defineCommand,
  unlessAlone,
  type Answer,
  type Change,
  type Press,
  type PressAnswer,
  type Request,
} from '../request.ts';
import {
  BRIEF_NOT_YOURS,
  briefMessage,
  briefSetMessage,
  briefUndone,
  briefUnread,
  planIn,
  planWords,
} from '../views/brief.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const brief = defineCommand({
  name: 'brief',
  says: 'The day so far: movers, rules close to ringing, what rang, earnings',
  needs: 'viewer',
  where: ['private', 'group'],
  isRare: true,
  changes: unlessAlone,
  topic: 'watching',
  examples: ['/brief', '/brief on', '/brief on 09:00 16:15', '/brief off'],
  guide: html`<code>/brief on</code> sends one 30 minutes before the open and 20 minutes after the
    close of the market of most of what is watched, on days with trading;
    <code>/brief on 09:00 16:15</code> sends it at these times in this chat’s zone instead.`,
  async run(request, app): Promise<Change> {
    const { args, actor } = request;
    const { chat } = actor.place;
    if (args === '') {
      const text = await app.brief.text(chat);
      return () => shown(text, app.brief.planOf(chat));
    }
    if (!(await mayPlan(request, app))) return () => BRIEF_NOT_YOURS;
    const wish = readWish(args);
    if (wish.kind === 'unread') return () => briefUnread(args);
    return () => briefSetMessage(app.brief.setPlan(wish.plan, actor, request.updateId));
  },
  buttons: {
    brief: {
      needs: 'viewer',
      async run({ actor }, app) {
        const { chat } = actor.place;
        const text = await app.brief.text(chat);
        return () =>
          text === undefined ? {} : { edit: briefMessage(text, app.brief.planOf(chat)) };
      },
    },
    'brief-set': {
      needs: 'member',
      run: forAllowed((press, app) => {
        const { subject, actor, updateId } = press;
        return { messages: [briefSetMessage(app.brief.setPlan(planIn(subject), actor, updateId))] };
      }),
    },
    'brief-undo': {
      needs: 'member',
      run: forAllowed((press, app) => {
        const { subject, actor, updateId } = press;
        if (planWords(app.brief.planOf(actor.place.chat)) !== subject['left']) return CHANGED_SINCE;
        const { plan, zone } = app.brief.setPlan(planIn(subject), actor, updateId);
        return { edit: briefUndone(plan, zone) };
      }),
    },
  },
});

function shown(
  text: Awaited<ReturnType<App['brief']['text']>>,
  plan: BriefPlan | undefined,
): Answer {
  return text === undefined
    ? { text: html`This place is not linked yet, so there is nothing to brief about.` }
    : briefMessage(text, plan);
}

async function mayPlan(asking: Request | Press, app: App): Promise<boolean> {
  return mayActAs(asking.actor.role, 'member') && mayQuiet(asking, app);
}

function forAllowed(run: (press: Press, app: App) => PressAnswer) {
  return async (press: Press, app: App) => {
    if (await mayPlan(press, app)) return () => run(press, app);
    return () => ({ toast: 'When briefings come to a group is for its admins.', isAlert: true });
  };
}

type Wish =
  | { readonly kind: 'plan'; readonly plan: BriefPlan | undefined }
  | { readonly kind: 'unread' };

const MOST_TIMES = 6;

/** `on`, `off`, `on 09:00 16:15`. */
function readWish(args: string): Wish {
  const [word = '', ...times] = args.toLowerCase().split(/\s+/);
  if (word === 'off' && times.length === 0) return { kind: 'plan', plan: undefined };
  if (word !== 'on' || times.length > MOST_TIMES) return { kind: 'unread' };
  if (times.length === 0) return { kind: 'plan', plan: { preOpen: true, postClose: true, at: [] } };
  const at = times.map((time) => time.padStart(5, '0'));
  if (!at.every((time) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time))) return { kind: 'unread' };
  return { kind: 'plan', plan: { preOpen: false, postClose: false, at: [...new Set(at)].sort() } };
}
