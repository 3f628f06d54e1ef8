import type { Settings } from '../../app/settings.ts';
import { html, lines } from '../../core/html.ts';
import { button, undoButton, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { formatClock } from '../../core/zone.ts';
import { pairs } from './quiet.ts';

/** One tile for each thing that can be set, its present value on it. */
export function settingsMessage(settings: Settings, now: Instant): Message {
  const { zone, isZoneDefault, maxAlertsPerMinute, isDark } = settings;
  const theme = isDark ? '🌙 Dark charts ✓' : '☀️ Light charts ✓';
  const chosen = isZoneDefault ? ' (nobody has chosen one yet)' : '';
  return {
    text: lines(
      html`⚙️ <b>Settings of this chat</b>`,
      html`Time zone: ${zone}${chosen}, now ${formatClock(now, zone)}`,
      html`Low-severity alerts arrive without a sound (<code>sev:low</code> on a rule).`,
      html`At most ${maxAlertsPerMinute} alerts a minute; further ones are kept in /history.
      Critical ones always come. Whoever runs me sets the limit.`,
    ),
    buttons: [
      [button(`🕰 ${zone} ✓`, 'settings-zone', {})],
      [button(theme, 'settings-theme', { dark: !isDark })],
      [button(`🧮 Score: ${settings.score ?? 'the usual mix'} ✓`, 'settings-score', {})],
    ],
  };
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

export function zoneSetMessage(change: { zone: string; before: string }, now: Instant): Message {
  const { zone, before } = change;
  return {
    text: html`🕰 Times here are now those of <b>${zone}</b>, where it is ${formatClock(now, zone)}.`,
    buttons: before === zone ? [] : [[undoButton('settings-tz', { zone: before })]],
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
    text: html`I read <code>/settings ${args}</code>. What can be set so is the time zone:
      <code>/settings tz Europe/Berlin</code>`,
  };
}
