import type { PolicyChange, PolicyView } from '../../app/policy-settings.ts';
import { spellPolicy, type PolicySetting } from '../../app/policy-words.ts';
import type { Severity } from '../../core/alert.ts';
import { formatDuration } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { pairs } from './quiet.ts';
import { routeLines, routeQuestion, routeSaid } from './settings-routes.ts';

/** How one setting is asked for: what it means, and what may be pressed. */
type Asked = {
  /** As it stands on its tile, `⛈ Storm: from 5 alerts`. */
  tile(view: PolicyView): string;
  readonly question: Html;
  /** Labels and the words that they stand for. */
  readonly presets: readonly (readonly [string, string])[];
  /** What may be typed. */
  readonly typed: string;
  /** What it comes to, once set. */
  said(view: PolicyView, now: Instant): Html;
};

const ASKED: Readonly<Record<Exclude<PolicySetting, 'route'>, Asked>> = {
  quiet: {
    tile: ({ policy: { quiet } }) =>
      quiet === undefined ? '🌙 Quiet hours: none' : `🌙 Quiet: ${quiet.from}–${quiet.to}`,
    question: html`🌙 <b>When is this chat to be quiet?</b> Critical alerts come through all the
      same. The rest is held, judged and written down as ever, and comes as one message when the
      quiet hours end.`,
    presets: [
      ['22:00–07:00', '22:00-07:00'],
      ['23:00–08:00', '23:00-08:00'],
      ['00:00–06:30', '00:00-06:30'],
      ['No quiet hours', 'off'],
    ],
    typed: '/settings quiet 21:30-06:45',
    said: quietSaid,
  },
  storm: {
    tile: ({ policy }) => `⛈ Storm: more than ${policy.stormFrom} alerts`,
    question: html`⛈ <b>After how many alerts is one message better?</b> More than this within some
      seconds become one message, the most severe first. Critical ones always come by themselves.`,
    presets: ['3', '5', '10', '20'].map((words) => [`More than ${words}`, words] as const),
    typed: '/settings storm 8',
    said: ({ policy }) =>
      html`More than <b>${policy.stormFrom}</b> alerts within ${formatDuration(policy.windowMs)}
        become one message.`,
  },
  limit: {
    tile: ({ policy, limits }) =>
      `🚦 At most ${policy.mostPerMinute ?? limits.mostPerMinute} a minute`,
    question: html`🚦 <b>How many messages with alerts in a minute at most?</b> Further ones are
      kept in /history. Critical ones always come. Whoever runs me sets how many it can be.`,
    presets: [
      ['5 a minute', '5'],
      ['10 a minute', '10'],
      ['As many as I may', 'usual'],
    ],
    typed: '/settings limit 8',
    said: ({ policy, limits }) =>
      html`At most <b>${policy.mostPerMinute ?? limits.mostPerMinute}</b> messages with alerts a
        minute; further ones are kept in /history.`,
  },
  escalation: {
    tile: ({ policy }) => `📣 Escalation: ${spellPolicy('escalation', policy)}`,
    question: html`📣 <b>And when nobody acknowledges a critical alert?</b> After each of these
      times the next step is taken: it comes again, then by the other ways that this chat has.
      Acknowledging ends it.`,
    presets: [
      ['5, 15, 30 min', '5m 15m 30m'],
      ['2, 5, 10 min', '2m 5m 10m'],
      ['15 min, 1 h', '15m 1h'],
      ['Never', 'off'],
    ],
    typed: '/settings escalation 5m 20m',
    said: ({ policy }) =>
      policy.escalateAfterMs.length === 0
        ? html`A critical alert that nobody acknowledges is <b>not escalated</b>.`
        : html`A critical alert that nobody acknowledges goes on after
            <b>${policy.escalateAfterMs.map(formatDuration).join(', ')}</b>.`,
  },
  repeat: {
    tile: ({ policy }) => `🔁 Repeat: ${every(policy.repeatEveryMs)}`,
    question: html`🔁 <b>And how often does it come again after that?</b> A critical alert that
      still holds and that nobody has acknowledged.`,
    presets: [
      ['Every hour', '1h'],
      ['Every 4 h', '4h'],
      ['Once a day', '1d'],
      ['Never', 'off'],
    ],
    typed: '/settings repeat 2h',
    said: ({ policy }) =>
      html`A critical alert that holds and that nobody acknowledges comes again:
        <b>${every(policy.repeatEveryMs)}</b>.`,
  },
  resolved: {
    tile: ({ policy }) => `✅ When it is over: ${RESOLVED[policy.resolved].short}`,
    question: html`✅ <b>What is to happen when an alert is over?</b> It is over when what it told
      of is no longer so.`,
    presets: [
      ['Nothing', 'off'],
      ['The message says so', 'edit'],
      ['Word of critical ones', 'critical'],
      ['Word of all', 'all'],
    ],
    typed: '/settings resolved edit',
    said: ({ policy }) => html`When an alert is over, <b>${RESOLVED[policy.resolved].long}</b>.`,
  },
  market: {
    tile: ({ policy }) =>
      `🌊 Market-wide moves: ${policy.inhibits ? 'one alert' : 'each share too'}`,
    question: html`🌊 <b>When the whole market moves</b>, are its shares to ring for that too? What
      is kept quiet so names the alert that explains it in /history.`,
    presets: [
      ['Keep shares quiet', 'on'],
      ['Ring for each', 'off'],
    ],
    typed: '/settings market off',
    said: ({ policy }) =>
      policy.inhibits
        ? html`A move of the whole market <b>keeps its shares’ own moves quiet</b>.`
        : html`Shares <b>ring for their moves</b> even when the whole market makes the same.`,
  },
};

const RESOLVED = {
  off: { short: 'nothing', long: 'nothing is said' },
  edit: { short: 'message says so', long: 'its message says so' },
  critical: {
    short: 'word of critical ones',
    long: 'its message says so, and for critical ones I send word',
  },
  all: { short: 'word of all', long: 'its message says so and I send word' },
} as const;

function every(ms: number): string {
  return ms === 0 ? 'never' : `every ${formatDuration(ms)}`;
}

function quietSaid(
  { policy: { quiet }, zone, digestAt, isQuietNow }: PolicyView,
  now: Instant,
): Html {
  if (quiet === undefined) return html`There are <b>no quiet hours</b>: alerts come at any time.`;
  // In the chat's own time, as the hours themselves are.
  const when =
    digestAt === undefined
      ? ''
      : `, next in ${formatDuration(digestAt - now)} (${formatMoment(digestAt, zone, now)})`;
  const since = isQuietNow ? 'It is quiet now. ' : '';
  return html`Quiet from <b>${quiet.from} to ${quiet.to}</b> (${zone}). ${since}Critical alerts
    still come through; what is held comes as one message when they end${when}.`;
}

/** Each setting's own tile, with its present value. */
export function policyTile(name: PolicySetting, view: PolicyView): Button {
  const label =
    name === 'route'
      ? `🛣 Where alerts go: ${view.routes.every(({ isUsual }) => isUsual) ? 'the usual' : 'your own'}`
      : ASKED[name].tile(view);
  return button(label, 'setting-ask', { name });
}

/** One question, with answers to press and words to type. */
export function policyQuestion(
  asked: { readonly name: PolicySetting; readonly severity: Severity | undefined },
  view: PolicyView,
  now: Instant,
): Message {
  const { name, severity } = asked;
  if (name === 'route') return routeQuestion(view, severity);
  const { question, presets, typed, said } = ASKED[name];
  const present = spellPolicy(name, view.policy);
  const answers = presets.map(([label, words]) =>
    button(words === present ? `${label} ✓` : label, 'setting-put', { name, words }),
  );
  return {
    text: lines(question, html`Now: ${said(view, now)}`, html`Your own: <code>${typed}</code>`),
    buttons: [...pairs(answers), [backButton(name)]],
  };
}

/** To the page of tiles that it stands on. */
function backButton(name: PolicySetting): Button {
  return button('‹ Back', 'settings', name === 'market' ? { page: 2 } : {});
}

/** What came of setting it, with a minute to take it back. */
export function policyChanged(name: PolicySetting, change: PolicyChange, now: Instant): Message {
  const { view } = change;
  if (change.kind === 'problem') return refused(name, change.why, view);
  const said = name === 'route' ? routeSaid(change.after, view) : ASKED[name].said(view, now);
  const head = change.kind === 'same' ? html`That is so already. ` : html``;
  const { before: words, after: left } = change;
  const undo = undoButton('setting-undo', { name, words, left });
  return {
    text: lines(html`${ICONS[name]} ${head}${said}`, ...(name === 'route' ? routeLines(view) : [])),
    buttons: [...(change.kind === 'set' ? [[undo]] : []), [backButton(name)]],
  };
}

/** What holds again after an Undo. */
export function policyUndone(name: PolicySetting, change: PolicyChange, now: Instant): Message {
  const message = policyChanged(name, change, now);
  if (change.kind === 'problem') return message;
  return { text: lines(html`↩ <b>Undone</b>`, message.text), buttons: [[backButton(name)]] };
}

const ICONS: Readonly<Record<PolicySetting, string>> = {
  quiet: '🌙',
  route: '🛣',
  storm: '⛈',
  limit: '🚦',
  escalation: '📣',
  repeat: '🔁',
  resolved: '✅',
  market: '🌊',
};

function refused(name: PolicySetting, why: string, view: PolicyView): Message {
  const example = name === 'route' ? '/settings route low log' : ASKED[name].typed;
  const ask = button('Show me the choices', 'setting-ask', { name });
  return {
    text: lines(
      html`⚠️ ${why}`,
      name === 'route'
        ? html`Nothing was changed. For example: <code>${example}</code>`
        : html`Nothing was changed; it is still <b>${spellPolicy(name, view.policy)}</b>. For
            example: <code>${example}</code>`,
    ),
    buttons: [[ask]],
  };
}
