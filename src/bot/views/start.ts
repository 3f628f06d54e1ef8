import type { SetupCheck } from '../../app/setup.ts';
import { html, lines, telegramTime, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { mayActAs, type Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import { formatClock } from '../../core/zone.ts';
import { ROLE_ALLOWS, roleName } from './roles.ts';

export type Greeting = {
  readonly actor: Actor;
  /** The first time in this chat. */
  readonly isFirst: boolean;
  /** Something about the link they came by. */
  readonly note: Html | undefined;
  /** Wizards that can be opened at once. */
  readonly wizards: readonly string[];
};

/** Who I am, what you may do, and two ways to begin. */
export function greetingMessage({ actor, isFirst, note, wizards }: Greeting): Message {
  return {
    text: lines(
      note,
      html`👋 Hello ${actor.name}. I watch markets and ring when something happens that you asked
      about.`,
      howToBegin(actor),
      isFirst
        ? html`<i
            >Prices may be delayed by their source, and nothing I say is investment advice.</i
          >`
        : undefined,
      html`Your role is ${roleName(actor.role)}: you may ${ROLE_ALLOWS[actor.role]}. /help has the
      rest.`,
    ),
    buttons: beginnings(actor, wizards),
  };
}

function howToBegin({ role }: Actor): Html {
  if (!mayActAs(role, 'member'))
    return html`/status tells how I fare; an owner can make you a Member when you want rules of your
    own.`;
  return html`To begin, send <code>/watch NVDA</code>, or a rule such as
    <code>/rule NVDA &lt; 140</code>.`;
}

function beginnings(actor: Actor, wizards: readonly string[]): readonly (readonly Button[])[] {
  const isMember = mayActAs(actor.role, 'member');
  const first = [
    ...(isMember && wizards.includes('watch')
      ? [button('➕ Watch a stock', 'begin', { what: 'watch' })]
      : []),
    ...(isMember && wizards.includes('rule')
      ? [button('🔔 First alert', 'begin', { what: 'rule' })]
      : []),
  ];
  const second = [button('❓ What can you do?', 'help', {})];
  if (actor.role === 'owner' && actor.chatKind === 'private')
    second.push(button('🧭 Setup', 'setup', {}));
  return first.length === 0 ? [second] : [first, second];
}

/** What a new owner should look at once. */
export function checklistMessage(check: SetupCheck, now: Instant): Message {
  return {
    text: lines(
      html`🧭 <b>Setup</b>, as of ${formatClock(now, check.zone)}`,
      zoneLine(check, now),
      pricesLine(check),
      calendarLine(check),
      html`🔔 Test alert: press the button, and listen for your phone.`,
    ),
    buttons: [
      [button('🧪 Send test alert', 'test-alert', {}), button('🔄 Check again', 'setup', {})],
    ],
  };
}

function zoneLine({ zone, isZoneChosen }: SetupCheck, now: Instant): Html {
  const clock = formatClock(now, zone);
  return isZoneChosen
    ? html`✅ Time zone: ${zone}, where it is ${clock}`
    : html`⬜ Time zone: not chosen yet, so I use ${zone}, where it is ${clock}. /settings changes
      it.`;
}

function pricesLine({ prices }: SetupCheck): Html {
  return prices.kind === 'ok'
    ? html`✅ Prices: ${prices.source} answers`
    : html`⚠️ Prices: ${prices.source} does not answer (${prices.why}). Rules wait until it does; I
      keep asking.`;
}

function calendarLine({ market }: SetupCheck): Html {
  const { next } = market;
  const when =
    next === undefined
      ? html``
      : html`, ${next.kind}
        ${telegramTime(next.at, 'wdt', formatClock(next.at, 'America/New_York'))}`;
  return html`✅ Calendar: US market ${market.isOpen ? 'open' : 'closed'}${when} · holidays known to
  ${market.tableEndsOn}`;
}

/** What a ringing alert sounds like. */
export const TEST_ALERT: Message = {
  text: lines(
    html`🔔 <b>Test alert</b>: this is how I ring.`,
    html`Did your phone make a sound? If not, look at this chat’s notifications in Telegram.`,
  ),
};
