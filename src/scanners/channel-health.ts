import { setTimeout as pause } from 'node:timers/promises';
import { healthAfter, type HealthNews } from '../core/channel-health.ts';
import { contactAddress, contactIdOf, installationAddress } from '../core/contact.ts';
import type { Random } from '../core/code.ts';
import { formatDuration } from '../core/duration.ts';
import { html, lines, type Html } from '../core/html.ts';
import { moment } from '../core/moment.ts';
import type { Check, OutsideChannel, Target } from '../core/ports/channel.ts';
import type { Reach } from '../core/ports/reach.ts';
import type { Switches } from '../core/ports/switches.ts';
import { SECOND_MS, type Clock, type Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';

export type ChannelHealthDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly outside: ReadonlyMap<string, OutsideChannel>;
  readonly reach: Pick<Reach, 'openTarget'> & Switches;
  readonly random: Random;
  readonly clock: Clock;
  readonly defaultZone: string;
};

/** One thing to look at, and all the addresses that it stands for. */
type Subject = {
  readonly channel: OutsideChannel;
  readonly target: Target;
  readonly addresses: readonly string[];
  /** When it was looked at last; 0 for never. */
  readonly checkedAt: number;
};

const AT_ONCE = 20;
const LIMIT_MS = 10 * SECOND_MS;
/** Services would otherwise be asked by everybody in the same second. */
const JITTER_MS = 500;

/** Looks whether the ways besides Telegram can be reached, the ones that have waited longest first, and tells of changes. */
export async function channelHealth(deps: ChannelHealthDeps): Promise<readonly string[]> {
  const turn = subjectsOf(deps)
    .toSorted((one, other) => one.checkedAt - other.checkedAt)
    .slice(0, AT_ONCE);
  const checks = await Promise.all(turn.map((subject) => look(deps, subject)));
  const now = deps.clock();
  deps.store.transact(() => {
    tellOfClosed(deps, now);
    turn.forEach((subject, i) => {
      const check = checks[i];
      if (check === undefined) return;
      for (const address of subject.addresses)
        note(deps, { address, channel: subject.channel.name, check, at: now });
    });
  });
  return [];
}

function subjectsOf({ store, outside, reach }: ChannelHealthDeps): readonly Subject[] {
  const own = store.contacts
    .list()
    .map(({ id, channel }) => [channel, contactAddress(id)] as const);
  const shared = [...outside.keys()].map((name) => [name, installationAddress(name)] as const);
  const found = new Map<string, Subject>();
  for (const [name, address] of [...own, ...shared]) {
    const channel = outside.get(name);
    const target = reach.openTarget(name, address);
    if (channel?.check === undefined || target === undefined) continue;
    const key = `${name} ${JSON.stringify(target)}`;
    const before = found.get(key);
    const checkedAt = store.channelHealth.get(address)?.checkedAt ?? 0;
    found.set(key, {
      channel,
      target,
      addresses: [...(before?.addresses ?? []), address],
      checkedAt: Math.min(checkedAt, before?.checkedAt ?? checkedAt),
    });
  }
  return [...found.values()];
}

/** @returns undefined when the channel broke a promise: that is ours to mend, and says nothing about the service */
async function look(
  { random }: ChannelHealthDeps,
  { channel, target }: Subject,
): Promise<Check | undefined> {
  await pause(random() * JITTER_MS);
  const giveUp = new AbortController();
  const late = pause(LIMIT_MS, TOO_LATE, { signal: giveUp.signal }).catch(() => TOO_LATE);
  try {
    const asked = channel.check?.(target, AbortSignal.timeout(LIMIT_MS));
    return await Promise.race([asked, late]);
  } catch {
    return { isWell: false, why: 'it could not be asked' };
  } finally {
    giveUp.abort();
  }
}

const TOO_LATE: Check = { isWell: false, why: 'it did not answer within 10 s' };

type Noting = {
  readonly address: string;
  readonly channel: string;
  readonly check: Check;
  readonly at: Instant;
};

function note(deps: ChannelHealthDeps, looked: Noting): void {
  const { store, reach } = deps;
  const { address, at } = looked;
  const { health, news } = healthAfter(store.channelHealth.get(address), looked);
  store.channelHealth.put(health);
  const isOff = reach.offWhy(address) !== undefined;
  if (!isOff && news !== undefined) tell(deps, looked, news);
  // Once a day: a service that answers and takes nothing would be switched on and off all day.
  if (isOff && health.isWell && tell(deps, looked, { kind: 'on', day: isoDate(at, 'UTC') }))
    reach.turnOn(address);
}

/** Without its key a contact is no way out any more, which nobody would notice until it is needed. */
function tellOfClosed({ store, outside, reach, outbox }: ChannelHealthDeps, now: Instant): void {
  for (const { id, chat, channel, label, offWhy } of store.contacts.list()) {
    const address = contactAddress(id);
    const isOpen = !outside.has(channel) || reach.openTarget(channel, address) !== undefined;
    if (isOpen || offWhy !== undefined) continue;
    const text = lines(
      html`🔒 <b>${channel}</b> (${label}) cannot be opened any more: it was sealed with another key
        than the one I have, so nothing can be sent there.`,
      html`Remove it and add it again: /channels. Or whoever runs me brings the old key back:
        <code>npm start -- --recover-key CODE</code>`,
    );
    const to = { place: { chat, thread: undefined }, message: { text } };
    outbox.notice(`channel-closed/${address}/${chat}`, to, now);
  }
}

type News = HealthNews | { readonly kind: 'on'; readonly day: string };

/** @returns whether anybody was told: each thing once */
function tell(deps: ChannelHealthDeps, { address, at }: Noting, news: News): boolean {
  const { store, outbox, reach, defaultZone } = deps;
  const subject = news.kind === 'on' ? news.day : news.since;
  const told = reach.chatsOf(address).map((chat) => {
    const zone = store.chats.get(chat)?.zone ?? defaultZone;
    const text = wordsOf(nameOf(deps, address), news, { zone, now: at });
    const to = { place: { chat, thread: undefined }, message: { text } };
    return outbox.notice(`channel-${news.kind}/${address}/${chat}/${subject}`, to, at);
  });
  return told.some((id) => id !== undefined);
}

function nameOf({ store }: ChannelHealthDeps, address: string): Html {
  const contact = store.contacts.get(contactIdOf(address) ?? Number.NaN);
  if (contact === undefined) return html`<b>${address.replace(/^env:/, '')}</b>`;
  return html`<b>${contact.channel}</b> (${contact.label})`;
}

function wordsOf(name: Html, news: News, { zone, now }: { zone: string; now: Instant }): Html {
  switch (news.kind) {
    case 'down':
      return lines(
        html`⚠️ ${name} cannot be reached since ${moment(news.since, zone, now)}: ${news.why}`,
        html`The other ways still work, and I keep looking. /channels`,
      );
    case 'up':
      return html`✅ ${name} can be reached again, after ${formatDuration(now - news.since)}.`;
    case 'on':
      return html`✅ ${name} can be reached again, and is switched on. /channels`;
  }
}
