import { commitScan } from '../../../src/scanners/commit.ts';
import { judgeRule } from '../../../src/scanners/judge-rule.ts';
import type { Finding } from '../../../src/scanners/define.ts';
import { newTickerState } from '../../../src/core/ticker-state.ts';
import { chatId, type Actor, type ChatId } from '../../../src/core/people.ts';
import { instant } from '../../../src/core/time.ts';
import type { Life } from './life.ts';
import type { Expected, RefRule, Reference } from './reference.ts';
import type { MuteWish, Step } from './script.ts';
import { contactAddresses, HOME_IDS, OWNER, quoteOf, textOf, tickerOf } from './town.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';

export type People = ReturnType<typeof createPeople>;

type Needs = {
  readonly reference: Reference;
  readonly wire: Wire;
  readonly time: VirtualTime;
};

type Act = Exclude<Step, { do: 'pass' | 'crash' }>;

type AlertBit = {
  readonly id: number;
  readonly ruleId: number;
  readonly key: string;
  readonly reason: string;
  readonly fate: string;
  readonly firedAt: number;
  readonly inhibitedBy: number | null;
};

const HELD: Readonly<Record<Expected['fate'], RegExp>> = {
  rings: /^(first|repeated|suppressed-(log|inhibited))$/,
  cools: /^suppressed-cooldown$/,
  mute: /^suppressed-muted$/,
  snooze: /^suppressed-snoozed$/,
};

/** What people and markets do, told both to the program and to the reference; and whether the two agree. */
export function createPeople({ reference, wire, time }: Needs) {
  const rules = new Map<number, RefRule>();
  const revs = new Map<number, number>();
  const expected = new Map<string, Expected>();
  const moved = [...HOME_IDS];
  const judged = new Map<number, string>();
  let lastAlert = 0;
  let serial = 0;

  const idOf = (home: number): ChatId => moved[home] ?? chatId(0);
  const actor = (home: number): Actor => ({
    user: OWNER,
    name: 'Ann',
    role: 'owner',
    place: { chat: idOf(home), thread: undefined },
    chatKind: home === 0 ? 'private' : 'group',
  });

  /** One commit of a person's doing. @returns whether it is on the disk */
  function commit(life: Life, change: () => void): boolean {
    if (life.doom.diedAt() !== undefined) return false;
    life.store.transact(change);
    return life.doom.diedAt()?.endsWith('before commit') !== true;
  }

  function scan(life: Life, prices: readonly (readonly [string, number])[]): void {
    const now = time.now();
    const findings: Finding[] = [];
    const { byTicker } = life.rules();
    const quotes = prices.map(([name, price]) => quoteOf(name, price, now));
    for (const quote of quotes) {
      const view = { quote, previous: undefined, priceAgo: () => undefined };
      const seen = { ...view, series: () => undefined };
      for (const rule of byTicker.get(quote.ticker) ?? []) findings.push(judgeRule(rule, seen));
    }
    const tickers = quotes.map((quote) => ({ ...newTickerState(quote.ticker), quote }));
    const lost = new Set(moved.filter((id) => life.store.chats.get(id)?.status !== 'active'));
    const done = commit(life, () => {
      commitScan(life.commit, { findings, tickers, notices: [], failures: [] }, now);
    });
    if (!done) return;
    const isLost = (home: number): boolean => lost.has(idOf(home));
    for (const [name, price] of prices)
      for (const one of reference.see({ ticker: name, price, now, isLost }))
        expected.set(`rule/${one.rule.id}/${revs.get(one.rule.id) ?? 1}/${name}/${one.seq}`, one);
  }

  function mute(life: Life, wish: MuteWish): void {
    const now = time.now();
    const about = nthOf(
      [...rules.values()].filter(({ home }) => home === wish.home),
      wish.nth,
    );
    if (about === undefined) return;
    const { home, scope, verb, coversCritical } = wish;
    const subject = { rule: about.code, ticker: about.ticker, type: 'price', chat: '' }[scope];
    const until = now + wish.forMs;
    const row = { chat: idOf(home), verb, scope, subject, coversCritical, createdBy: OWNER };
    let id = 0;
    const done = commit(life, () => {
      const end = Number.isFinite(until) ? instant(until) : undefined;
      id = life.store.mutes.add({ ...row, until: end }, now);
    });
    const kept = { id, home, scope, subject, verb, coversCritical, from: now, until };
    if (done) reference.mutes.push({ ...kept, endedAt: Infinity });
  }

  function ack(life: Life, nth: number): void {
    const told = life.ask
      .prepare<
        [],
        { id: number; key: string }
      >(`select id, event_key as key from alert where fate in ('sent', 'open')
       order by id desc limit 30`)
      .all();
    const one = nthOf(told, nth);
    const known = one && expected.get(one.key);
    if (one === undefined || known === undefined) return;
    const done = commit(life, () => void life.alerts.ack(one.id, actor(known.rule.home)));
    const rev = Number(one.key.split('/')[2]);
    if (done && rev === (revs.get(known.rule.id) ?? 1))
      reference.ack(known.rule.id, known.seq, time.now());
  }

  function ackBundle(life: Life, home: number): void {
    const bundle = life.ask
      .prepare<unknown[], { id: number | null }>(
        'select max(bundle_id) as id from alert where chat_id = ?',
      )
      .get(idOf(home))?.id;
    if (bundle === undefined || bundle === null) return;
    const alerts = life.ask
      .prepare<unknown[], { key: string }>(
        'select event_key as key from alert where bundle_id = ? and acked_at is null',
      )
      .all(bundle);
    if (!commit(life, () => void life.bundles.ackAll(bundle, actor(home)))) return;
    for (const { key } of alerts) {
      const known = expected.get(key);
      if (known !== undefined && Number(key.split('/')[2]) === (revs.get(known.rule.id) ?? 1))
        reference.ack(known.rule.id, known.seq, time.now());
    }
  }

  function press(life: Life, nth: number): void {
    const one = nthOf(
      wire.arrivals.filter(({ prefix }) => prefix !== 'unknown'),
      nth,
    );
    const row = life.ask
      .prepare<unknown[], { id: number }>(
        "select id from delivery where key = ? and channel = 'telegram'",
      )
      .get(one?.key ?? '');
    if (one === undefined || row === undefined) return;
    commit(life, () => life.alerts.arrived(row.id, one.messageId));
  }

  function change(life: Life, step: Extract<Act, { do: 'delete' | 'edit' }>): void {
    const rule = nthOf([...rules.values()], step.nth);
    if (rule === undefined) return;
    const now = time.now();
    if (step.do === 'delete') {
      const done = commit(life, () => life.store.rules.setStatus(rule.id, 'deleted', now));
      if (done) reference.drop(rule.id);
      if (done) rules.delete(rule.id);
      return;
    }
    if (rule.isMove || life.store.rules.get(rule.id)?.status !== 'on') return;
    const next = { ...rule, bound: step.bound };
    const done = commit(life, () =>
      life.store.rules.rewrite(
        rule.id,
        {
          text: textOf(next),
          target: { kind: 'ticker', ticker: tickerOf(rule.ticker) },
          reference: undefined,
          expiresAt: undefined,
        },
        now,
      ),
    );
    if (!done) return;
    rules.set(rule.id, next);
    revs.set(rule.id, (revs.get(rule.id) ?? 1) + 1);
    reference.put(next);
  }

  /** Telegram tells of it, unless the news is lost: then whatever is sent there brings it back. */
  function move(life: Life, { home, isTold }: Extract<Act, { do: 'move' }>): void {
    const from = idOf(home);
    const to = chatId(-900_000 - ++serial);
    wire.move(from, to);
    if (isTold) life.places.move(from, to);
  }

  function contact(life: Life, step: Extract<Act, { do: 'contact-off' | 'contact-on' }>): void {
    const address = nthOf(contactAddresses(), step.nth) ?? '';
    commit(life, () => {
      if (step.do === 'contact-off') life.reach.lose(address, 'tried in vain');
      else life.reach.turnOn(address);
    });
  }

  function act(life: Life, step: Act): void {
    follow(life);
    switch (step.do) {
      case 'quotes':
        return scan(life, step.prices);
      case 'mute':
        return mute(life, step);
      case 'unmute':
        return unmute(life, step.nth);
      case 'ack':
        return ack(life, step.nth);
      case 'ack-bundle':
        return ackBundle(life, step.home);
      case 'press':
        return press(life, step.nth);
      case 'delete':
      case 'edit':
        return change(life, step);
      case 'policy':
        return void commit(life, () => life.store.chats.setPolicy(idOf(step.home), step.policy));
      case 'lose':
        return void commit(life, () => life.lose(idOf(step.home), 'the bot was removed'));
      case 'regain':
        return void commit(life, () => life.places.regain(idOf(step.home)));
      case 'move':
        return move(life, step);
      case 'contact-off':
      case 'contact-on':
        return contact(life, step);
      case 'outage':
        return wire.outage(step.ms);
    }
  }

  function unmute(life: Life, nth: number): void {
    const one = nthOf(reference.mutes, nth);
    if (one === undefined) return;
    if (
      commit(life, () => void life.store.mutes.end(one.id, time.now())) &&
      one.endedAt === Infinity
    )
      one.endedAt = time.now();
  }

  /** What each home is called by now. */
  function follow({ store }: Life): void {
    for (const [home, id] of HOME_IDS.entries()) {
      let now = moved[home] ?? id;
      for (let next = store.chats.current(now); next !== now; next = store.chats.current(now))
        now = next;
      moved[home] = now;
    }
  }

  /** Whether all that rang was to ring, and nothing else did. */
  function check(life: Life): readonly string[] {
    follow(life);
    if (life.doom.diedAt() === undefined) life.store.owed.settleAll();
    const found: string[] = [];
    const fresh = life.ask
      .prepare<unknown[], AlertBit>(`${ALERT} where id > ? order by id`)
      .all(lastAlert);
    for (const one of fresh) {
      lastAlert = one.id;
      const wanted = expected.get(one.key);
      if (wanted === undefined) found.push(`${one.key} rang and should not have`);
      else if (!HELD[wanted.fate].test(one.reason) && !wasHeldLater(one, wanted.rule))
        found.push(`${one.key} is ${one.reason} and should be: ${wanted.fate}`);
      if (one.reason === 'suppressed-inhibited' && !isExplained(life, one))
        found.push(`${one.key} is explained by nothing`);
    }
    const { n } = life.ask.prepare<[], { n: number }>('select count(*) as n from alert').get() ?? {
      n: 0,
    };
    if (n !== expected.size && found.length === 0)
      found.push(`${n} alerts are written down, and ${expected.size} rang`);
    const changed = life.ask
      .prepare<[], AlertBit>(`${ALERT} where fate = 'suppressed'
         and reason in ('suppressed-muted', 'suppressed-snoozed')`)
      .all();
    for (const one of changed) {
      if (judged.get(one.id) === one.reason) continue;
      judged.set(one.id, one.reason);
      const rule = expected.get(one.key)?.rule;
      if (rule !== undefined && !reference.wasMuted(rule, one.firedAt, time.now()))
        found.push(`${one.key} is ${one.reason} and nobody has asked for that`);
    }
    return found;
  }

  function wasHeldLater(one: AlertBit, rule: RefRule): boolean {
    return /muted|snoozed/.test(one.reason) && reference.wasMuted(rule, one.firedAt, time.now());
  }

  return {
    ruleOf: (id: number) => rules.get(id),
    knowRule(rule: RefRule): void {
      rules.set(rule.id, rule);
      reference.put(rule);
    },
    act,
    check,
    /** Nobody is asked for ever. */
    settle(life: Life): void {
      const open = life.ask
        .prepare<[], { id: number }>('select id from alert where acked_at is null')
        .all();
      for (const { id } of open) life.alerts.ack(id, actor(0));
    },
  };
}

const ALERT = `select id, rule_id as ruleId, event_key as key, reason, fate, fired_at as firedAt,
  inhibited_by as inhibitedBy from alert`;

/** A move of the market in the same place and the same way, told within the hour before. */
function isExplained({ ask }: Life, one: AlertBit): boolean {
  const by = ask
    .prepare<unknown[], Pick<AlertBit, 'firedAt' | 'fate'> & { ticker: string }>(
      'select ticker, fired_at as firedAt, fate from alert where id = ?',
    )
    .get(one.inhibitedBy);
  return by?.ticker === 'SPY' && by.fate !== 'suppressed' && one.firedAt - by.firedAt <= 3_600_000;
}

function nthOf<T>(list: readonly T[], nth: number): T | undefined {
  return list.length === 0 ? undefined : list[nth % list.length];
}
