import { expect, test } from 'vitest';
import { BAD_DATA, endOfTrouble } from '../support/bad-data.ts';
import { startBot } from '../support/bot.ts';
import { said } from '../support/desk.ts';

/** So many scans of an incident, a minute apart: it is told at the second, and not again. */
const SCANS = 6;

// For real, in real time: npm run soak -- data
test.each(BAD_DATA)(
  '$name: no alert, said once, and it rings once data are well again',
  async ({ begin }) => {
    const lab = await startBot({ quotes: [{ price: 148.2, previousClose: 145 }] });
    await lab.ann.sends('/rule! NVDA > 150');
    await lab.ann.sends('/rule! NVDA < 100');
    await lab.trade({ NVDA: 149 });
    begin(lab.yahoo);
    for (let scan = 0; scan < SCANS; scan++) await lab.trade({ NVDA: 151 });
    expect(lab.program.parts.store.alerts.newest(9)).toEqual([]);
    expect(said(lab, /can’t judge some prices/)).toHaveLength(1);
    endOfTrouble(lab.yahoo);
    // A vendor that failed again and again is asked less often for a while.
    for (let scan = 0; scan < 3; scan++) await lab.trade({ NVDA: 149 }, { afterMs: 1_200_000 });
    expect(said(lab, /Prices are back/)).toHaveLength(1);
    await lab.trade({ NVDA: 151 });
    const alerts = lab.program.parts.store.alerts.newest(9);
    expect(alerts.map(({ evidence }) => evidence.price)).toEqual([151]);
    expect(said(lab, /can’t judge some prices/)).toHaveLength(1);
  },
);
