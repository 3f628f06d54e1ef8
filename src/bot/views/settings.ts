import type { PlainChange, Settings } from '../../app/settings.ts';
import type { PolicyView } from '../../app/policy-settings.ts';
import type { PolicySetting } from '../../app/policy-words.ts';
import { html, lines, type Html } from '../../core/html.ts';
import {
  button,
  undoButton,
  type Button,
  type ButtonSubject,
  type Message,
} from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { formatClock } from '../../core/zone.ts';
import { pairs } from './quiet.ts';
import { policyTile } from './settings-policy.ts';

/** What stands on which page of tiles: one for each thing that can be set, its present value on it. */
const FIRST: readonly PolicySetting[] = [
  'quiet',
  'route',
  'storm',
  'limit',
  'escalation',
  'repeat',
  'resolved',
];

/** The tiles, in two pages. */
export function settingsMessage(
  { page, ...about }: { page: number; settings: Settings; policy: PolicyView },
  now: Instant,
): Message {
  return page === 2 ? secondPage(about) : firstPage(about, now);
}

type Shown = { readonly settings: Settings; readonly policy: PolicyView };

function firstPage({ settings, policy }: Shown, now: Instant): Message {
  const { zone, isZoneDefault } = settings;
  const chosen = isZoneDefault ? ' (nobody has chosen one yet)' : '';
  return {
    text: lines(
      html`⚙️ <b>Settings of this chat</b>`,
      html`Time zone: ${zone}${chosen}, now ${formatClock(now, zone)}`,
      html`Press what you want to change. Every change can be undone for a minute. By words: /help
      settings`,
    ),
    buttons: [
      [button(`🕰 ${zone} ✓`, 'settings-zone', {})],
      ...FIRST.map((name) => [policyTile(name, policy)]),
      [button('More ›', 'settings', { page: 2 })],
    ],
  };
}

function secondPage({ settings, policy }: Shown): Message {
  const { isDark, score } = settings;
  const theme = isDark ? '🌙 Dark charts ✓' : '☀️ Light charts ✓';
  return {
    text: lines(
      html`⚙️ <b>Settings of this chat</b>, page 2`,
      html`🔈 Low-severity alerts arrive without a sound, all others with one (<code>sev:low</code>
        on a rule).`,
      briefLine(policy),
      html`🗄 Alerts and messages are kept for ${policy.retentionDays} days. Whoever runs me sets
      that.`,
    ),
    buttons: [
      [policyTile('market', policy)],
      [button(theme, 'settings-theme', { dark: !isDark })],
      [button(`🧮 Score: ${score ?? 'the usual mix'} ✓`, 'settings-score', {})],
      [button('‹ Back', 'settings', {})],
    ],
  };
}

function briefLine({ policy: { brief }, zone }: PolicyView): Html {
  if (brief === undefined) return html`☕ No briefing is sent by itself: <code>/brief on</code>`;
  const times = [
    ...(brief.preOpen ? ['before the opening'] : []),
    ...(brief.postClose ? ['after the close'] : []),
    ...brief.at.map((at) => `at ${at}`),
  ];
  return html`☕ A briefing comes ${times.join(', ')} (${zone}): /brief`;
}

const PRESETS = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Singapore',
  'Asia/Tokyo',
  'UTC',
];

export function zoneQuestion(zone: string): Message {
  const presets = PRESETS.map((one) =>
    button(one === zone ? `${one} ✓` : one, 'settings-tz', { zone: one }),
  );
  return {
    text: lines(
      html`🕰 <b>Which time zone?</b> Now it is ${zone}.`,
      html`Any other is set by its name: <code>/settings tz Asia/Kolkata</code>`,
    ),
    buttons: [...pairs(presets), [button('‹ Back', 'settings', {})]],
  };
}

export function zoneSetMessage(
  change: PlainChange & { readonly after: string },
  now: Instant,
): Message {
  const { after: zone } = change;
  return {
    text: html`🕰 Times here are now those of <b>${zone}</b>, where it is ${formatClock(now, zone)}.`,
    buttons: [...undoRow(change), [button('‹ Back', 'settings', {})]],
  };
}

export function zoneUnknownMessage(text: string, near: readonly string[]): Message {
  const asked = text.slice(0, 64);
  if (near.length === 0)
    return {
      text: html`I know no time zone called <b>${asked}</b>. Their names are a continent and a city:
        <code>/settings tz Europe/Berlin</code>`,
    };
  return {
    text: html`I know no time zone called <b>${asked}</b>. Did you mean one of these?`,
    buttons: pairs(near.map((zone) => button(zone, 'settings-tz', { zone }))),
  };
}

export const SETTINGS_NOT_YOURS: Message = {
  text: html`The settings of a group are for its admins, or for the Trader role. Your own are in our
  private chat.`,
};

export function settingsUnknown(args: string): Message {
  return {
    text: lines(
      html`I read <code>/settings ${args}</code>, and know no setting of that name. There are: tz,
        quiet, route, storm, limit, escalation, repeat, resolved, market, theme, score, periods.`,
      html`For example: <code>/settings quiet 22:00-07:00</code>`,
    ),
    buttons: [[button('Show me all', 'settings', {})]],
  };
}

/** The ground of charts from now on. */
export function themeSetMessage(change: PlainChange): Message {
  const isDark = change.after === 'dark';
  return {
    text: html`${isDark ? '🌙' : '☀️'} Charts here are now <b>${isDark ? 'dark' : 'light'}</b>.`,
    buttons: [...undoRow(change), [button('‹ Back', 'settings', { page: 2 })]],
  };
}

/** What takes such a change back, where it was one. */
export function undoRow({ what, before, after }: PlainChange): readonly (readonly Button[])[] {
  if (before === after) return [];
  return [[undoButton('settings-undo', { what, before: before ?? null, after: after ?? null })]];
}

/** Reads back what `undoRow` put on the button. */
export function changeIn(subject: ButtonSubject): PlainChange {
  const what = (['zone', 'theme', 'score', 'periods'] as const).find(
    (one) => one === subject['what'],
  );
  const said = (name: string) => {
    const value = subject[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { what: what ?? 'zone', before: said('before'), after: said('after') };
}

/** What holds again after an Undo. */
export function settingUndone(
  { what, before }: PlainChange,
  { zone, isDark, score }: Settings,
  now: Instant,
): Message {
  const page = what === 'zone' ? {} : { page: 2 };
  const said: Readonly<Record<PlainChange['what'], Html>> = {
    zone: html`times here are those of <b>${zone}</b> again, where it is ${formatClock(now, zone)}.`,
    theme: html`charts here are <b>${isDark ? 'dark' : 'light'}</b> again.`,
    score: html`the score here is <b>${score ?? 'the usual mix'}</b> again.`,
    periods: html`what you hold is looked at by <b>${before ?? 'the usual periods'}</b> again.`,
  };
  return {
    text: html`↩ Undone: ${said[what]}`,
    buttons: [[button('‹ Back', 'settings', page)]],
  };
}
