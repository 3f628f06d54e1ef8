import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium, openBrowser, picture, WITHOUT_CHROMIUM } from '../support/browser.ts';
import {
  ANSWER,
  asks,
  openChat,
  PHONE,
  presses,
  sees,
  startSandbox,
  theMessage,
} from '../support/sandbox-page.ts';

/** A minute later, with the prices of then. */
async function aMinuteLater(page: Page): Promise<void> {
  const clock = page.getByTestId('replay-clock');
  const before = (await clock.getAttribute('datetime')) ?? '';
  await page.getByTestId('replay-step').click();
  await expect
    .poll(async () => Date.parse((await clock.getAttribute('datetime')) ?? ''), ANSWER)
    .toBeGreaterThan(Date.parse(before));
}

describe.skipIf(!hasChromium)(
  `selling on a phone${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'shows the new price instead of selling at it, sells when it is pressed again, and says how it ended',
      { timeout: 120_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox(), PHONE);
        await openChat(page);
        await asks(page, '/settings tz New York', 'America/New_York');
        await page.getByTestId('replay-open').click();
        const clock = page.getByTestId('replay-clock');
        await expect.poll(() => clock.getAttribute('datetime'), ANSWER).toContain('T14:3');
        await page.getByTestId('paper-account').click();
        await sees(page, /Your paper account holds 100 each of NVDA/);
        await asks(page, '/autosell', 'NVDA · 100 in paper');
        await page.getByTestId('replay-speed').selectOption('1m');

        await page.getByTestId('composer').fill('/sell NVDA 50');
        await page.getByTestId('send').click();
        const card = await theMessage(await sees(page, /Proposed: SELL 50 of 100 NVDA/));
        await picture(page, 'sell-card');
        await aMinuteLater(page);
        await presses(card, '🔴 Sell 50 NVDA', 'Asked anew with the price of now');
        await page.getByTestId('alert').getByRole('button').click();
        await presses(card, '🔴 Sell 50 NVDA', /✅ Your sale of NVDA\nSold 50 at \$/);
        await picture(page, 'sold-card');
        expect(await card.getByTestId('button').count()).toBe(0);
        await asks(page, '/audit S1', 'S1 was filled: sell 50 NVDA from paper');
        expect(complaints).toEqual([]);
      },
    );
  },
);
