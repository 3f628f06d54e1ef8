import type { CountedAccount, PnlAnswer, PnlFacts, PnlWish } from '../../app/performance.ts';
import { formatChange } from '../../core/format.ts';
import { formatAge } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type ButtonSubject, type Message } from '../../core/message.ts';
import { formatDate } from '../../core/moment.ts';
import { PNL_SPANS, type PnlSpan } from '../../core/pnl.ts';
import type { Position } from '../../core/position.ts';
import type { IsoDate } from '../../core/zone.ts';
import { roughMoney, short, signedMoney, someNames } from './risk-words.ts';

const NO_ACCOUNTS: Message = {
  text: html`I know of nothing that you hold, so there is no profit to tell.
    <code>/accounts</code> lets me read your broker,
    <code>/positions add NVDA 100 @ 121.40</code> tells me by hand.`,
};

/** How the accounts fared: a picture as soon as there are two days, the figures under it, and what they lack. */
export function pnlMessage(answer: PnlAnswer, user: number): Message {
  switch (answer.kind) {
    case 'no-accounts':
      return NO_ACCOUNTS;
    case 'unknown-account':
      return {
        text: html`I read <b>${answer.name}</b>, but no account of yours is called that. You have
          ${someNames(answer.names, 5)}: <code>/pnl ${answer.names[0] ?? ''}</code>`,
      };
    case 'shown': {
      const { facts, isDark } = answer;
      const text = pnlText(facts);
      const isPictured = isDrawn(facts);
      const buttons = buttonsOf(facts, isPictured);
      if (!isPictured) return { text, buttons };
      return { text, buttons, picture: { kind: 'pnl', user, ...facts.wish, isDark } };
    }
  }
}

function isDrawn({ course }: PnlFacts): boolean {
  return course.days.length >= 2;
}

const SPAN_WORDS: Readonly<Record<PnlSpan, string>> = {
  '7d': 'the last 7 days',
  '30d': 'the last 30 days',
  '90d': 'the last 90 days',
  '1y': 'the last year',
  all: 'all that I have seen',
};

function pnlText(facts: PnlFacts): Html {
  return lines(
    headline(facts),
    ratioLine(facts),
    bestLine(facts),
    ...salesLines(facts),
    backLine(facts),
    ...lackLines(facts),
    ageLine(facts),
  );
}

function headline({ course, currency, worth, wish, accounts }: PnlFacts): Html {
  const known = accounts.filter((one) => one.worth !== undefined);
  const total = html`Worth <b>${roughMoney(worth, currency)}</b>`;
  if (known.length === 0)
    return html`💰 I do not know yet what ${accounts.length === 1 ? 'it is' : 'they are'} worth.`;
  const [first] = course.days;
  if (first === undefined || course.days.length < 2)
    return html`💰 ${total}. I write down each day what there is, and have no two days of it yet:
    profit shows from the next trading day on.`;
  const profit = html`<b>Profit ${signedMoney(course.profit, currency)}</b>`;
  const pct = formatChange(course.returnPct);
  return html`💰 ${profit} (${pct}) in ${SPAN_WORDS[wish.span]}, from ${dateOf(first.day)} on ·
  ${total}`;
}

/** Fewer gains than that make no ratio worth reading. */
const LEAST_GAINS = 20;

function ratioLine({ course }: PnlFacts): Html | undefined {
  const { sharpe, gains, drawdownPct, days } = course;
  if (gains === 0) return undefined;
  const ratio =
    gains < LEAST_GAINS || Number.isNaN(sharpe)
      ? `Sharpe: too few days yet, ${gains} of ${LEAST_GAINS}`
      : `Sharpe ${sharpe.toFixed(2).replace('-', '−')} of ${gains} days`;
  const now = days.at(-1)?.fallPct ?? 0;
  const fall = drawdownPct < 0 ? `deepest fall ${formatChange(drawdownPct)}` : 'no fall';
  return html`${ratio} · ${fall}, now ${now < -0.05 ? formatChange(now) : 'at the high'}`;
}

function bestLine({ course, currency }: PnlFacts): Html | undefined {
  const { best, givenBack, days } = course;
  if (best === undefined || days.length < 2 || givenBack < 0.005) return undefined;
  return html`Given back <b>${roughMoney(givenBack, currency)}</b> since the best day,
    ${dateOf(best.day)} with ${signedMoney(best.profit, currency)}`;
}

function salesLines({ sales, currency }: PnlFacts): readonly Html[] {
  const { known, won, winRatePct, realised, meanWin, meanLoss, best, worst } = sales;
  if (known === 0) return [];
  const means = [
    ...(Number.isNaN(meanWin) ? [] : [`won ${roughMoney(meanWin, currency)}`]),
    ...(Number.isNaN(meanLoss) ? [] : [`lost ${roughMoney(-meanLoss, currency)}`]),
  ];
  const mean = means.length === 0 ? '' : `, on average ${means.join(' and ')}`;
  const named = (one: typeof best) =>
    one && `${short(nameOf(one.trade))} ${signedMoney(one.realised, currency)}`;
  const ends = known < 2 ? [] : [`best ${named(best)}`, `worst ${named(worst)}`];
  const how = `${known} sale${known === 1 ? '' : 's'}, ${won} with a profit (${winRatePct.toFixed(0)}%)`;
  return [
    html`${how}: realised <b>${signedMoney(realised, currency)}</b>${mean}`,
    ...(ends.length === 0 ? [] : [html`${ends.join(' · ')}`]),
  ];
}

const NAMED = 3;

function backLine({ back, currency }: PnlFacts): Html | undefined {
  const fallen = back.positions.filter(({ amount }) => amount >= 0.005);
  if (fallen.length === 0) return undefined;
  const most = fallen.slice(0, NAMED).map(({ position, amount }) => {
    return `${short(nameOf(position))} ${roughMoney(amount, currency)}`;
  });
  return html`What is held stands <b>${roughMoney(back.total, currency)}</b> below its highest
    prices: ${someNames([...most, ...fallen.slice(NAMED).map(() => '')], NAMED)}`;
}

/** What the figures leave out, each by name. */
function lackLines({ accounts, back, held, sales, course }: PnlFacts): readonly Html[] {
  const untold = accounts.filter(({ worth }) => worth === undefined).map(nameOfAccount);
  const without = accounts
    .filter(({ account }) => course.withoutRate.has(account.id))
    .map((one) => `${nameOfAccount(one)} (${course.withoutRate.get(one.account.id)})`);
  const halfKnown = accounts.filter(({ worth }) => worth?.hasProfit === false).map(nameOfAccount);
  const blind = back.uncounted.map((one) => short(nameOf(one)));
  return [
    ...accounts.flatMap(({ account }) =>
      account.trouble === undefined
        ? []
        : [html`⚠️ ${short(account.name)} cannot be read: ${account.trouble.why}`],
    ),
    ...(untold.length === 0
      ? []
      : [html`⚠️ Left out: ${someNames(untold, NAMED)}, whose worth is not known`]),
    ...(without.length === 0
      ? []
      : [html`⚠️ Left out on days without a rate: ${someNames(without, NAMED)}`]),
    ...(halfKnown.length === 0
      ? []
      : [
          html`⚠️ The latest profit of ${someNames(halfKnown, NAMED)} is not counted yet: a price is
          missing`,
        ]),
    ...(blind.length === 0
      ? []
      : [
          html`⚠️ ${blind.length} of ${held} positions have no price or rate:
          ${someNames(blind, NAMED)}`,
        ]),
    ...(sales.unknown === 0
      ? []
      : [
          html`⚠️ Of ${sales.unknown} more ${sales.unknown === 1 ? 'sale' : 'sales'} nobody tells
          the result`,
        ]),
  ];
}

function ageLine({ accounts, currency, rateDay, now }: PnlFacts): Html {
  const ages = accounts.flatMap((one) =>
    one.worth === undefined ? [] : [`${nameOfAccount(one)} ${formatAge(now - one.worth.at)}`],
  );
  const rates = rateDay === undefined ? '' : `, rates of ${dateOf(rateDay)}`;
  const of = ages.length === 0 ? '' : `${someNames(ages, NAMED)} · `;
  return html`<i>${of}in ${currency}${rates} · deposits are no profit</i>`;
}

function buttonsOf(facts: PnlFacts, isPictured: boolean): readonly (readonly Button[])[] {
  const { wish, accounts } = facts;
  const to = (news: Partial<PnlWish>): ButtonSubject => {
    const { span, side, accountId } = { ...wish, ...news };
    return { span, side, account: accountId ?? null, isPictured };
  };
  const spans = PNL_SPANS.map((span) =>
    button(span === wish.span ? `· ${span} ·` : span, 'pnl', to({ span })),
  );
  const other = wish.side === 'profit' ? 'worth' : 'profit';
  const turn = other === 'worth' ? '📈 Worth' : '💰 Profit';
  const alone = accounts.length > 1 ? accounts.slice(0, NAMED) : [];
  return [
    spans,
    [
      ...(isPictured ? [button(turn, 'pnl', to({ side: other }))] : []),
      button('🔄 Refresh', 'pnl', to({})),
      button('📎 Export', 'export', {}),
    ],
    alone.map(({ account }) => button(short(account.name), 'pnl', to({ accountId: account.id }))),
    wish.accountId === undefined
      ? []
      : [button('All accounts', 'pnl', to({ accountId: undefined }))],
  ].filter((row) => row.length > 0);
}

function nameOf({ ticker, symbol }: Pick<Position, 'ticker' | 'symbol'>): string {
  return ticker ?? symbol;
}

function nameOfAccount({ account }: CountedAccount): string {
  return short(account.name);
}

function dateOf(day: IsoDate): string {
  return formatDate(day);
}
