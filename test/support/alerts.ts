import type { ChatKind } from '../../src/core/people.ts';
import type { StoredRule } from '../../src/core/records.ts';
import { instant } from '../../src/core/time.ts';
import { OWNER, type BotLab } from './bot.ts';

type RuleWish = {
  readonly text?: string;
  readonly chat?: number;
  readonly code?: string;
  readonly thread?: number;
};

/** Writes a rule down as if somebody had made it in that chat. */
export function aRule(lab: BotLab, wish: RuleWish = {}): StoredRule {
  const text = wish.text ?? 'NVDA > 150';
  const { store } = lab.program.parts;
  return store.rules.add(
    {
      place: { chat: (wish.chat ?? OWNER) as never, thread: wish.thread },
      code: wish.code ?? 'R7K2',
      text,
      target: { kind: 'ticker', ticker: text.split(' ')[0] as never },
      reference: undefined,
      expiresAt: undefined,
      by: OWNER as never,
    },
    instant(lab.clock.now),
  );
}

/** A price so far from yesterday's close is believed at its second reading. */
export async function below(lab: BotLab): Promise<void> {
  await lab.trade({ NVDA: 148.9 });
  await lab.trade({ NVDA: 149 });
}

/** Has rung once: a rule for NVDA above 150, judged at 149 and then at 151. */
export async function rung(lab: BotLab, wish: RuleWish = {}): Promise<StoredRule> {
  const rule = aRule(lab, wish);
  await below(lab);
  await lab.trade({ NVDA: 151 });
  return rule;
}

/** Links a group or channel, as /link would. */
export function linked(lab: BotLab, id: number, kind: ChatKind = 'group'): void {
  const { store } = lab.program.parts;
  store.chats.add(
    { id: id as never, kind, title: 'Desk', linkedBy: OWNER as never },
    instant(lab.clock.now),
  );
  store.rules.changed();
}

/** What became of every alert, and whether every end agrees with its deliveries. */
export function ends(lab: BotLab): readonly string[] {
  const { store } = lab.program.parts;
  return store.alerts.newest(1_000).map((alert) => alert.fate);
}

export function unaccounted(lab: BotLab): number {
  return lab.program.parts.store.census.take(lab.clock.now).unaccounted;
}
