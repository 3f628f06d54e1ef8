import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFailed, test } from 'vitest';
import { YOU } from '../../src/sandbox/page/furnish.ts';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser, picture } from '../support/browser.ts';
import {
  ANSWER,
  JUMP,
  press,
  pressIfOffered,
  says,
  sees,
  startSandbox,
} from '../support/sandbox-page.ts';

/** A phone: what wraps badly does so here. */
const PHONE = { width: 412, height: 915 };

/** Keeps a picture with the message in view. */
async function shot(page: Page, name: string, message: Locator): Promise<void> {
  await message.scrollIntoViewIfNeeded();
  await picture(page, `e2e-alerting-${name}`);
}

async function answers(page: Page, text: string, like: RegExp): Promise<Locator> {
  const reply = await says(page, text);
  await expect.poll(() => reply.innerText(), ANSWER).toMatch(like);
  return reply;
}

/** Close around the prices of 2 January 2020, so that the next day's rings one of each pair, and both of the index. */
const RULES = [
  '^GSPC < 3257',
  '^GSPC < 3250',
  'SPY > 324.6',
  'SPY < 324.5',
  'NVDA > 237.5',
  'NVDA < 237.2',
  'BTC-USD > 7200',
  'BTC-USD < 7185',
];

async function jumpTo(page: Page, day: string): Promise<void> {
  await page.getByTestId('replay-jump').fill(day);
  await page.getByTestId('replay-jump-go').click();
  const clock = page.getByTestId('replay-clock');
  await expect.poll(() => clock.getAttribute('datetime'), JUMP).toMatch(new RegExp(`^${day}T21:`));
}

describe.skipIf(!hasChromium)(
  `alerting in the sandbox${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'many at once come as one digest, are shown each and acknowledged together; the cards read well',
      { timeout: 200_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox(), PHONE);
        onTestFailed(() => picture(page, 'e2e-alerting-failed'));
        await page.getByTestId(`chat-${YOU}`).click();
        await expect.poll(() => page.getByTestId('composer').isVisible()).toBe(true);
        await says(page, '/watch ^GSPC SPY NVDA BTC-USD');
        await says(page, '/settings tz New York');
        await shot(page, 'storm', await answers(page, '/settings storm 3', /3/));
        for (const rule of RULES) await answers(page, `/rule! ${rule}`, /Armed/);

        await jumpTo(page, '2020-01-03');
        const found = await sees(page, /Show each/, JUMP);
        const id = (await found.getAttribute('data-message-id')) ?? '';
        const digest = page.locator(`[data-message-id="${id}"]`);
        await shot(page, 'digest', digest);
        await press(page, /Show each/);
        await expect.poll(() => digest.innerText(), ANSWER).not.toContain('Show each');
        await shot(page, 'each', digest);
        await pressIfOffered(digest, /Ack all/);
        await expect.poll(() => digest.innerText(), ANSWER).not.toContain('Ack all');
        await shot(page, 'acked', digest);

        await shot(page, 'route', await answers(page, '/settings route', /./));
        await shot(page, 'channels', await answers(page, '/channels', /Telegram/));
        await shot(page, 'brief', await answers(page, '/brief', /Briefing/));
        await shot(page, 'status', await answers(page, '/status', /Quotes/));
        await shot(page, 'missed', await answers(page, '/history missed', /./));
        await shot(page, 'audit', await answers(page, '/audit', /./));
        await shot(page, 'backup', await answers(page, '/backup', /./));
        await shot(page, 'snooze', await answers(page, '/snooze ^GSPC until < 3000', /until/));
        expect(complaints).toEqual([]);
      },
    );
  },
);
