import type { BookFacts } from '../../app/risk-book.ts';
import type { BookView } from '../../app/risk.ts';
import { formatMoment } from '../../core/moment.ts';
import type { RiskPicture, RiskPictureRow } from '../../core/picture.ts';
import { shareOf } from '../../core/share.ts';
import { limitText, percentText, roughMoney } from './risk-words.ts';

const MOST_ROWS = 12;

/** What the picture over the words shows: the same figures. */
export function riskPicture({ book, isDark }: BookView): RiskPicture {
  const { risk, limits, worth, currency, now, zone } = book;
  const { openPct } = risk;
  const share = (amount: number) => shareOf(amount, worth) ?? amount;
  const isKnown = openPct !== undefined;
  return {
    kind: 'risk',
    title: isKnown
      ? `Open risk ${percentText(openPct)} of ${limitText(limits.totalPct)}`
      : `Open risk ${roughMoney(risk.open, currency)}`,
    subtitle: `${roughMoney(risk.open, currency)} down to the stops · ${formatMoment(now, zone, now)}`,
    unit: isKnown ? '%' : currency,
    total: isKnown ? { open: openPct, limit: limits.totalPct } : undefined,
    perLimit: isKnown ? limits.perPct : undefined,
    rows: pictureRows(book, share),
    isDark,
  };
}

function pictureRows(
  { risk, worth }: BookFacts,
  share: (amount: number) => number,
): readonly RiskPictureRow[] {
  const stops = risk.protecteds.map(({ held, atStop, locked }): RiskPictureRow => {
    return { kind: 'stop', name: held.name, atStop: share(atStop), locked: share(locked) };
  });
  const bare = risk.unprotecteds.map(({ held, value }): RiskPictureRow => {
    const pct = shareOf(value, worth);
    const what = pct === undefined ? '' : `: ${percentText(pct)} of the account is unprotected`;
    return { kind: 'bare', name: held.name, why: `no stop${what}` };
  });
  const lacking = risk.uncounteds.map(({ held, lacks }): RiskPictureRow => {
    const why = lacks === 'price' ? 'no price' : `no rate of exchange for ${held.currency}`;
    return { kind: 'bare', name: held.name, why };
  });
  const rows = [...stops, ...bare, ...lacking];
  const more = rows.length - MOST_ROWS;
  if (more <= 0) return rows;
  const rest: RiskPictureRow = {
    kind: 'bare',
    name: `+ ${more} more`,
    why: 'in the figures, not drawn',
  };
  return [...rows.slice(0, MOST_ROWS), rest];
}
