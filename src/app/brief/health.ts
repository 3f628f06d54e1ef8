import { formatDuration } from '../../core/duration.ts';
import { html } from '../../core/html.ts';
import type { BriefSection } from './section.ts';

/** Whether silence means calm: how the rules of the chat are doing, and when prices were last looked at. */
export const health: BriefSection = {
  name: 'health',
  lines({ deps: { store }, chat, now }) {
    const rules = store.rules.ofChat(chat.id).filter(({ status }) => status === 'on');
    const tickers = new Set(rules.flatMap((rule) => store.targets.tickersOf(rule)));
    const blind = [...tickers].filter((one) => store.quotes.get(one)?.trouble !== undefined);
    const last = store.jobs.get('quotes')?.lastOkAt ?? undefined;
    const looked =
      last === undefined
        ? 'prices have not been looked at yet'
        : `prices looked at ${formatDuration(now - last)} ago`;
    const armed = `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} on`;
    return blind.length === 0
      ? [html`💚 <i>${armed} · ${looked}</i>`]
      : [html`⚠️ ${armed}, and ${blind.slice(0, 6).join(', ')} cannot be judged now · ${looked}`];
  },
};
