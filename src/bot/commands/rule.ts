import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { StoredRule } from '../../core/records.ts';
import { adminsOnly, mayChange } from '../may-change.ts';
import { defineCommand, type Answer, type Change, type Request, unlessAlone } from '../request.ts';
import { changed, editRule, makeRule, proposeRule } from '../rule-making.ts';
import { ruleButtons } from '../rule-buttons.ts';
import { shareRule } from '../share-buttons.ts';
import { goneMessage } from '../views/rule-changed.ts';
import { ruleCard } from '../views/rule-card.ts';

export const rule = defineCommand({
  name: 'rule',
  aliases: ['r', 'alert'],
  says: 'Make a rule that rings: a ticker, then a condition',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  topic: 'rules',
  examples: [
    '/rule NVDA > 150',
    '/rule ^GSPC < 2500 sev:high',
    '/rule NVDA rsi14 < 30 and price > sma200',
    '/rule * volratio20 > 2',
    '/rule NVDA macd@1h x> macd.signal@1h',
    '/rule NVDA -8% since now worsen:2%',
    '/rule VOD.L < 70 every:once note:"look again"',
    '/rule BTC-USD td9 buy@1h',
    '/rule NVDA > 150 to:here,@my_channel',
  ],
  guide: html`Shown before it is armed; <code>/rule!</code> arms at once. About a ticker, a list
    (<code>@semis</code>) or all that is watched (<code>*</code>). Conditions:
    <code>&gt; &lt; x</code> (either way), <code>in</code> and <code>exits 140..150</code>,
    <code>is &gt;</code> (rings while it is so), <code>+5% 1d</code>, <code>±8% since now</code>,
    <code>-10% from high52w</code>, <code>td9 buy</code>; measures such as <code>rsi14@1h</code>,
    <code>sma200</code>, <code>bb.lower</code>, <code>volratio20</code> (/help measures), with + − ×
    ÷; joined by and, or, not, <code>2 of (…, …, …)</code>. What reads bars is judged when one
    closes. Modifiers:
    <code>every: cooldown: rearm: for: within: worsen: exp: sev: to: note:</code>.
    <code>to:here,dm</code> rings here and in your private chat; <code>@name</code> of a linked
    channel or group, <code>topic:Name</code> of this forum and <code>log</code> (kept, not sent) go
    too. A note is for its maker’s eyes. Prices ring at most once an hour, indicators once a day,
    again after coming back by 0.5% or 2 points, for 90 days. <code>/rule R7K2 off|on|del</code> and
    <code>/rule R7K2 edit &gt; 155</code> change one.`,
  wizard: 'rule',
  async run(request, app) {
    if (!(await mayChange(request))) return () => adminsOnly('Making and changing rules');
    // `/rule! …` arms at once; a plain one is shown first.
    const isAtOnce = request.args.startsWith('!');
    const text = request.args.replace(/^!\s*/, '');
    const [, code = '', wish = ''] = /^(\w{4,8})(?:\s+([\s\S]*))?$/.exec(text) ?? [];
    const known = app.rules.byCode(request.actor.place.chat, code);
    const isAbout = known !== undefined && (wish === '' || isChange(wish));
    return isAbout ? change(request, app, { known, wish }) : make(request, app, { text, isAtOnce });
  },
  buttons: ruleButtons,
});

const CHANGE = /^(?:on|off|pause|resume|del|delete|renew|share|edit\b|[a-z]+\s*:)/i;

function isChange(wish: string): boolean {
  return CHANGE.test(wish.trim());
}

type Wish = { readonly text: string; readonly isAtOnce: boolean };

async function make(
  { actor, updateId }: Request,
  app: App,
  { text, isAtOnce }: Wish,
): Promise<Change> {
  const draft = await app.rules.draft(text, actor.place.chat, actor.user);
  const doing = { by: actor, updateId };
  return () => (isAtOnce ? makeRule(app, draft, doing) : proposeRule(app, draft, doing));
}

type Known = { readonly known: StoredRule; readonly wish: string };

async function change(request: Request, app: App, { known, wish }: Known): Promise<Change> {
  const { actor, updateId } = request;
  const doing = { by: actor, updateId };
  const [word = ''] = wish.trim().toLowerCase().split(/\s+/);
  const now = () => app.rules.find(actor.place.chat, known.id);
  switch (word) {
    case '':
      return () => ruleCard(app.rules.facts(known));
    case 'off':
    case 'pause':
      return () => withRule(now(), (one) => changed(app, 'paused', app.rules.pause(one, doing)));
    case 'del':
    case 'delete':
      return () => withRule(now(), (one) => goneMessage(app.rules.remove(one, doing)));
    case 'share':
      return () => withRule(now(), (one) => shareRule(app, one, doing));
    case 'on':
    case 'resume': {
      const reading = await app.rules.readFor(known);
      return () =>
        withRule(now(), (one) => changed(app, 'resumed', app.rules.resume(one, reading, doing)));
    }
    case 'renew': {
      const reading = await app.rules.readFor(known);
      return () =>
        withRule(now(), (one) => changed(app, 'renewed', app.rules.renew(one, reading, doing)));
    }
    default: {
      const draft = await app.rules.draftEdit(known, wish.replace(/^edit\b\s*/i, ''), actor.user);
      return () => withRule(now(), (one) => editRule(app, { rule: one, draft }, doing));
    }
  }
}

function withRule(found: StoredRule | undefined, then: (found: StoredRule) => Message): Answer {
  return found ? then(found) : { text: html`That rule is gone. /rules shows what there is.` };
}
