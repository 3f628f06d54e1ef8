import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser } from '../support/browser.ts';
import {
  armed,
  asks,
  jumpTo,
  openChat,
  PHONE,
  presses,
  sees,
  startSandbox,
  theMessage,
} from '../support/sandbox-page.ts';

/** Close around the prices of 2 January 2020, so that all ring on the next day, on more than one page. */
const TWELVE = [
  '^GSPC < 3255',
  '^GSPC < 3250',
  '^GSPC < 3245',
  'SPY > 325',
  'SPY > 326',
  'SPY > 327',
  'NVDA > 238',
  'NVDA > 239',
  'NVDA > 240',
  'NVDA > 241',
  'NVDA > 242',
  'NVDA > 243',
];

async function stormComes(page: Page): Promise<Locator> {
  await asks(page, '/watch ^GSPC SPY NVDA', '✅ ^GSPC · S&P 500 · 3,257.85 ▲0.8%');
  await asks(page, '/settings tz New York', 'Times here are now those of America/New_York');
  const settings = await asks(page, '/settings', '⛈ Storm: more than 5 alerts');
  await presses(settings, '⛈ Storm: more than 5 alerts', 'After how many alerts');
  await presses(settings, 'More than 3', 'More than 3 alerts within 10 s become one message.');
  for (const rule of TWELVE) await armed(page, rule);
  await jumpTo(page, '2020-01-03');
  return theMessage(await sees(page, /🌩 12 alerts at once/));
}

async function isTurnedAndAcknowledged(digest: Locator): Promise<void> {
  const all = await digest.innerText();
  expect(all).toContain('🌩 12 alerts at once · SPY ▲1.3% today');
  expect(all).toContain('🔔 ^GSPC crossed below 3,255.00\u00A0· 3,234.85\u00A0');
  expect(all).toContain('data just now · 16:00 EST');
  await presses(digest, '🔎 Show each', '12 alerts, the most severe first · page 1 of 2');
  const first = await digest.innerText();
  await presses(digest, '›', 'page 2 of 2');
  const second = await digest.innerText();
  expect(first.match(/🔔.*16:00\sEST/g)).toHaveLength(10);
  expect(second.match(/🔔.*16:00\sEST/g)).toHaveLength(2);
  expect(second).toContain('NVDA crossed above 243.00');
  expect(first).not.toContain('NVDA crossed above 243.00');
  await presses(digest, '‹', 'page 1 of 2');
  await presses(digest, '‹ All at once', '🌩 12 alerts at once');
  await presses(digest, '✅ Ack all 12', '✅ ^GSPC crossed below 3,255.00');
  expect((await digest.innerText()).match(/✅ \S+ crossed/g)).toHaveLength(12);
  expect(await digest.getByTestId('button').allInnerTexts()).toEqual([
    '🔎 Show each',
    '🔕 Quiet here 2h',
  ]);
}

async function isLookedBackAt(page: Page): Promise<void> {
  const history = await asks(page, '/history', '📜 12 alerts');
  expect(await history.innerText()).toMatch(
    /16:00 EST NVDA crossed above 243\.00 · \w{4} #\w{5}\n↳ delivered, with 11 more of a storm · acknowledged by You 16:0\d EST\n/,
  );
  await presses(history, '›', 'SPY crossed above 325.00');
  await asks(page, '/history NVDA', '📜 6 alerts · NVDA');
  await asks(page, '/history SPY 1h', '📜 3 alerts · SPY · last 1 h');
  await asks(page, '/history missed', 'Nothing was missed: whatever rang was delivered.');
  await asks(page, '/history acked', 'What I can look for is a ticker, a rule’s code');
}

/** What rings together about one ticker, and what was to be silent until something happened. */
async function mondayBrings(page: Page): Promise<void> {
  await armed(page, 'NVDA < 245');
  await armed(page, 'NVDA < 244');
  const snoozed = '^GSPC is silent here until ^GSPC > 3245';
  await asks(page, '/snooze ^GSPC until > 3245', snoozed);
  await asks(page, '/unmute', '^GSPC');
  await jumpTo(page, '2020-01-06');
  const card = await theMessage(await sees(page, /2 rules rang together/));
  expect(await card.innerText()).toMatch(/^🔔 NVDA: 2 rules rang together · now 237\.31 ▼3\.6%\n/);
  const [ack, chart, ...parts] = await card.getByTestId('button').allInnerTexts();
  expect([ack, chart]).toEqual(['✅ Ack all 2', '📈 Chart']);
  await presses(card, parts[0] ?? '', '✅ NVDA crossed below');
  await presses(card, '✅ Ack 1', /✅ NVDA .*\n✅ NVDA /);
  const woken = await sees(page, /The snooze is over/);
  expect(await woken.innerText()).toMatch(
    /^⏰ The snooze is over: \^GSPC rose above 3,245\.00 \(3,246\.28, just now\)\nThis holds now:\n\w{4} \^GSPC < 3255 · 3,246\.28, data just now\n/,
  );
}

describe.skipIf(!hasChromium)(
  `alerting on a phone${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'a storm is one digest whose pages are turned, then a card, then the end of a snooze',
      { timeout: 120_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox(), PHONE);
        await openChat(page);
        const digest = await stormComes(page);
        await isTurnedAndAcknowledged(digest);
        await isLookedBackAt(page);
        await mondayBrings(page);
        expect(complaints).toEqual([]);
      },
    );
  },
);
