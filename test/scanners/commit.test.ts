import { expect, test } from 'vitest';
import { aRule, below, unaccounted } from '../support/alerts.ts';
import { startBot, type BotLab } from '../support/bot.ts';

/** Everything that a scan may change, as it stands. */
function standing({ program }: BotLab) {
  const { sqlite } = program.parts.db;
  const all = (table: string) => sqlite.prepare(`select * from ${table}`).all();
  return [all('alert'), all('delivery'), all('rule_state'), all('quote'), all('quote_sample')];
}

test.each(['alert', 'delivery', 'rule_state', 'quote_sample'])(
  'a scan that cannot write its %s writes nothing at all, and rings at its next turn',
  async (table) => {
    const lab = await startBot();
    const { sqlite } = lab.program.parts.db;
    aRule(lab);
    await below(lab);
    const before = standing(lab);
    for (const verb of ['insert', 'update'])
      sqlite.exec(
        `create temp trigger no_${verb} before ${verb} on ${table}
           begin select raise(abort, 'not now'); end`,
      );
    await lab.trade({ NVDA: 151 });
    expect(standing(lab)).toEqual(before);
    sqlite.exec('drop trigger no_insert; drop trigger no_update');
    await lab.trade({ NVDA: 151 });
    const alerts = lab.program.parts.store.alerts.newest(9);
    expect(alerts.map(({ fate, evidence }) => `${fate} at ${evidence.price}`)).toEqual([
      'sent at 151',
    ]);
    expect(unaccounted(lab)).toBe(0);
  },
);
