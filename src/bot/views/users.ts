import { formatDuration } from '../../core/duration.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { ROLES } from '../../core/people.ts';
import type { Person } from '../../core/records.ts';
import type { Instant } from '../../core/time.ts';
import { ROLE_ALLOWS, roleName } from './roles.ts';

const MOST_LISTED = 20;

/** Everybody: who waits, who is in, who was refused. Each is a button that opens their card. */
export function usersMessage(people: readonly Person[], now: Instant): Message {
  const waiting = people.filter((one) => one.status === 'pending');
  const inside = people.filter((one) => one.status === 'approved');
  const refused = people.filter((one) => one.status === 'denied');
  const shown = [...waiting, ...inside, ...refused].slice(0, MOST_LISTED);
  const rest = people.length - shown.length;
  return {
    text: lines(
      html`👥 <b>People</b>`,
      ...section('🔑 Waiting to be let in', waiting, (one) => html` · asked ${asked(one, now)}`),
      ...section('In', inside, (one) => html` · ${roleName(one.role)}`),
      ...section('Out', refused, () => html``),
      rest > 0
        ? html`${rest} more have no button here; <code>/users ID</code> opens their card.`
        : undefined,
      html`Press a name to change what they may do.`,
    ),
    buttons: rowsOfTwo(shown.map((one) => button(labelOf(one), 'person', { user: one.id }))),
  };
}

function section(
  title: string,
  people: readonly Person[],
  after: (one: Person) => Html,
): readonly Html[] {
  if (people.length === 0) return [];
  const listed = people.slice(0, MOST_LISTED).map((one) => html`• ${one.name}${after(one)}`);
  const rest = people.length - listed.length;
  return [html`${title}:`, ...listed, ...(rest > 0 ? [html`… and ${rest} more`] : [])];
}

function asked({ askedAt }: Person, now: Instant): string {
  return askedAt === undefined ? 'some time ago' : `${formatDuration(now - askedAt)} ago`;
}

function labelOf({ name, status, role }: Person): string {
  const icon = status === 'pending' ? '🔑 ' : status === 'denied' ? '🚪 ' : '';
  const what = status === 'approved' ? ` · ${roleName(role)}` : '';
  return `${icon}${clip(name, 24)}${what}`;
}

function rowsOfTwo(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const rows: Button[][] = [];
  for (let i = 0; i < buttons.length; i += 2) rows.push(buttons.slice(i, i + 2));
  return rows;
}

/** One person, with what an owner may make of them. */
export function personMessage(person: Person, isLastOwner: boolean): Message {
  const { id, name, username, role, status } = person;
  const handle = username === undefined ? '' : ` · t.me/${username}`;
  const standing: Readonly<Record<Person['status'], Html>> = {
    pending: html`Waits to be let in.`,
    denied: html`Is kept out, and is not answered.`,
    approved: html`<b>${roleName(role)}</b>: may ${role === undefined ? '' : ROLE_ALLOWS[role]}.`,
  };
  return {
    text: lines(
      html`👤 <b>${name}</b>${handle} · id <code>${id}</code>`,
      standing[status],
      isLastOwner
        ? html`The only owner: make somebody else one first, and this can be changed.`
        : undefined,
    ),
    buttons: [...(isLastOwner ? [] : choices(person)), [button('‹ Everybody', 'users', {})]],
  };
}

function choices({ id, role, status }: Person): readonly (readonly Button[])[] {
  const others = ROLES.filter((each) => each !== role);
  const out: Button = {
    ...button(status === 'approved' ? 'Revoke' : 'Refuse', 'revoke', { user: id }),
    style: 'danger',
  };
  return [
    others.map((each) => button(roleName(each), 'role', { user: id, role: each })),
    ...(status === 'denied' ? [] : [[out]]),
  ];
}
