import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser } from '../support/browser.ts';
import {
  ANSWER,
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

/** In Berlin New York closes at ten in the evening, when these hours begin. */
async function quietHoursAreSet(page: Page): Promise<void> {
  await asks(page, '/settings tz Berlin', 'Times here are now those of Europe/Berlin');
  const settings = await asks(page, '/settings', '🌙 Quiet hours: none');
  await presses(settings, '🌙 Quiet hours: none', 'When is this chat to be quiet?');
  await presses(
    settings,
    '23:00–08:00',
    'Quiet from 23:00 to 08:00 (Europe/Berlin). Critical alerts still come through; what is held comes as one message when they end, next in',
  );
  await presses(settings, '↩ Undo', 'There are no quiet hours: alerts come at any time.');
  await presses(settings, '‹ Back', '🌙 Quiet hours: none');
  await presses(settings, '🌙 Quiet hours: none', 'When is this chat to be quiet?');
  await presses(settings, '22:00–07:00', 'Quiet from 22:00 to 07:00 (Europe/Berlin). It is quiet');
  await presses(settings, '‹ Back', '🌙 Quiet: 22:00–07:00');
}

async function onlyCriticalRings(page: Page): Promise<void> {
  await armed(page, '^GSPC < 3250 sev:critical');
  await armed(page, 'SPY > 325');
  await armed(page, 'NVDA > 238');
  await jumpTo(page, '2020-01-03');
  const urged = await sees(page, /⏰ not acknowledged for 6 min/);
  expect(await urged.innerText()).toContain('🔴 ^GSPC crossed below 3,250.00');
  expect(await page.getByTestId('message').filter({ hasText: '🔔 SPY' }).count()).toBe(0);
  const history = await asks(page, '/history', '📜 3 alerts');
  expect(await history.innerText()).toMatch(
    /⏳ 22:00 CET NVDA crossed above 238\.00 · \w{4} #\w{5}\n↳ held for the quiet hours until Sat 4 Jan, 07:00 CET, then part of one message\n/,
  );
  expect(await history.innerText()).toMatch(/↳ delivered · escalated once by telegram\n/);
}

/** Nobody is asked again about what somebody has acknowledged, on whichever of its messages. */
async function isAcknowledged(page: Page): Promise<void> {
  const first = await theMessage(page.getByTestId('message').filter({ hasText: /^🔴/ }).first());
  expect(await first.innerText()).toMatch(
    /^🔴 \^GSPC crossed below 3,250\.00 · now 3,234\.85 ▼0\.7%\n/,
  );
  await presses(first, '✅ Ack', /✅ Acknowledged by You at \d\d:\d\d/);
  expect(await first.getByTestId('button').allInnerTexts()).toEqual([
    '😴 Snooze',
    '🔕 Mute',
    '📈 Chart',
  ]);
  const messages = page.getByTestId('message');
  await expect
    .poll(() => messages.filter({ hasText: /^🔴.*Acknowledged by You/s }).count(), ANSWER)
    .toBe(2);
  await asks(page, '/history ^GSPC', 'acknowledged by You 22:06 CET');
}

async function wakes(page: Page): Promise<void> {
  await jumpTo(page, '2020-01-06');
  const woken = await theMessage(await sees(page, /🌅/));
  expect(await woken.innerText()).toMatch(
    /^🌅 2 alerts while it was quiet · at Fri 3 Jan, 22:00 CET\n🔔 SPY crossed above 325\.00\s·\s328\.71\s\w{4}\n🔔 NVDA crossed above 238\.00\s·\s246\.10\s\w{4}\ndata 2 days 17 h old · 15:00 CET\n/,
  );
  expect(await page.getByTestId('message').filter({ hasText: '⏰' }).count()).toBe(0);
  await presses(woken, '✅ Ack all 2', '✅ SPY crossed above 325.00');
  const history = await asks(page, '/history NVDA', '📜 1 alert · NVDA');
  expect(await history.innerText()).toContain(
    '↳ delivered, with 1 more of the quiet hours · acknowledged by You Mon 6 Jan, 22:06 CET\n↳ +1h ▼3.6% · +1d ▼3.6% · +5d due Fri 10 Jan, 22:00 CET',
  );
  const status = await asks(page, '/status', '🟢 All is well');
  expect(await status.innerText()).toContain('🟢 Telegram: nothing waits to be sent');
}

describe.skipIf(!hasChromium)(
  `a night on a phone${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'is set by buttons, lets critical alerts through, and ends with one message of the rest',
      { timeout: 120_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox(), PHONE);
        await openChat(page);
        await asks(page, '/watch ^GSPC SPY NVDA', '✅ SPY · SPDR S&P 500 ETF (generated)');
        await quietHoursAreSet(page);
        await onlyCriticalRings(page);
        await isAcknowledged(page);
        await wakes(page);
        expect(complaints).toEqual([]);
      },
    );
  },
);
