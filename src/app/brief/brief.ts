import { briefMarket, briefSlots, type BriefPlan } from '../../core/brief-times.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import type { Actor, ChatId } from '../../core/people.ts';
import { DAY_MS, instant, plus } from '../../core/time.ts';
import { isoDate } from '../../core/zone.ts';
import type { AppDeps } from '../deps.ts';
import { priceTable } from '../price-lines.ts';
import type { BriefDeps, BriefFacts } from './section.ts';
import { SECTIONS } from './sections.ts';

/** What comes by itself, and what it replaced. */
export type BriefChange = {
  readonly plan: BriefPlan | undefined;
  readonly before: BriefPlan | undefined;
  readonly zone: string;
};

/** No more sections than fit into one message. */
const MOST_WATCHED = 60;

type Needs = BriefDeps & Pick<AppDeps, 'store'>;

/** What a chat should know before the open, after the close, or just now. */
export function briefApp(deps: Needs) {
  const { store, clock } = deps;
  const planOf = (chat: ChatId) => store.chats.policy(store.chats.current(chat)).brief;
  return {
    /** The briefing as it reads now; undefined for a place that is none of ours. Awaits the provider; writes nothing. */
    text: (chat: ChatId): Promise<Html | undefined> => textOf(deps, chat),
    planOf,
    /** Sets when briefings come by themselves. What would have come today before now does not come any more. */
    setPlan(plan: BriefPlan | undefined, by: Actor, updateId: number): BriefChange {
      const chat = store.chats.current(by.place.chat);
      const before = planOf(chat);
      store.chats.setPolicy(chat, { ...store.chats.policy(chat), brief: plan });
      const zone = store.chats.get(chat)?.zone ?? deps.defaultZone;
      if (plan !== undefined) passOver(deps, { chat, plan, zone });
      const said = {
        before: JSON.stringify(before ?? 'off'),
        after: JSON.stringify(plan ?? 'off'),
      };
      const subject = String(chat);
      store.audit.add({ user: by.user, action: 'brief', subject, ...said, updateId }, clock());
      return { plan, before, zone };
    },
  };
}

function passOver(
  { store, calendar, clock }: Needs,
  { chat, plan, zone }: { chat: ChatId; plan: BriefPlan; zone: string },
): void {
  const now = clock();
  const market = briefMarket(marketsOf(store, chat));
  for (const { kind, dueAt } of briefSlots(plan, { calendar, market, zone }, now)) {
    const job = `brief/${chat}/${kind}`;
    if (!store.jobs.open(job, dueAt, { id: 'set', now })) continue;
    store.jobs.close(job, dueAt, { status: 'skipped', note: 'it was asked for later', now });
  }
}

function marketsOf(store: Needs['store'], chat: ChatId) {
  return store.watches
    .ofChat(chat)
    .flatMap((ticker) => store.quotes.get(ticker)?.quote?.instrument.market ?? []);
}

async function textOf(deps: Needs, asked: ChatId): Promise<Html | undefined> {
  const { store, clock, defaultZone } = deps;
  const chat = store.chats.get(store.chats.current(asked));
  if (chat === undefined) return undefined;
  const watched = store.watches.ofChat(chat.id).slice(0, MOST_WATCHED);
  const table = await priceTable(deps, chat.id, watched);
  const now = clock();
  const last = Number(store.meta.get(`brief/${chat.id}`) ?? Number.NaN);
  const zone = chat.zone ?? defaultZone;
  const since = Number.isNaN(last) ? plus(now, -DAY_MS) : instant(last);
  const facts: BriefFacts = { deps, chat, watched, table, since, zone, now };
  const isPrivate = chat.kind === 'private';
  const shown = SECTIONS.filter((section) => isPrivate || section.isPrivate !== true);
  return lines(
    html`☕ <b>Briefing, ${formatDate(isoDate(now, zone))}</b>`,
    ...shown.flatMap((section) => section.lines(facts)),
  );
}
