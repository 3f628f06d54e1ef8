import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser, picture } from '../support/browser.ts';
import { ANSWER, JUMP, pressIfOffered, says, startSandbox } from '../support/sandbox-page.ts';

/** The card says what was understood before it is armed; the first rule of all asks for the time zone. */
async function armRule(page: Page, rule: string): Promise<void> {
  const card = await says(page, rule);
  await expect.poll(() => card.innerText(), ANSWER).toMatch(/GSPC crosses below 2,500/);
  await expect.poll(() => pressIfOffered(card, /Arm/), ANSWER).toBe(true);
  await expect.poll(() => card.innerText(), ANSWER).toMatch(/Armed/);
  const question = page.getByTestId('message').last();
  await expect.poll(() => pressIfOffered(question, /New York/), ANSWER).toBe(true);
  await expect.poll(() => question.innerText(), ANSWER).toContain('edited');
}

async function pressAndSee(alert: Locator, label: RegExp): Promise<void> {
  const id = await alert.getAttribute('data-message-id');
  const before = await alert.innerText();
  const labels = () => alert.getByTestId('button').allInnerTexts();
  await expect.poll(async () => (await labels()).join(' | '), ANSWER).toMatch(label);
  expect(await pressIfOffered(alert, label)).toBe(true);
  await expect.poll(() => alert.innerText(), ANSWER).not.toBe(before);
  expect(await alert.getAttribute('data-message-id')).toBe(id);
  await expect.poll(() => alert.innerText(), ANSWER).toContain('edited');
}

describe.skipIf(!hasChromium)(
  `the sandbox, from its start to an answered alert${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'the S&P 500 falls below 2500 in March 2020, and the alert has three working buttons',
      { timeout: 180_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox());
        await expect.poll(() => page.getByTestId('chat-list').isVisible()).toBe(true);
        await expect.poll(() => page.getByTestId('composer').isVisible()).toBe(true);

        const watched = await says(page, '/watch ^GSPC');
        await expect.poll(() => watched.innerText(), ANSWER).toContain('GSPC');
        await armRule(page, '/rule ^GSPC < 2500');

        await page.getByTestId('replay-jump-march-2020').click();
        const alerts = page.getByTestId('message').filter({ hasText: /GSPC.*below 2,?500/ });
        const alert = alerts.filter({ has: page.getByTestId('button').getByText('Ack') }).first();
        await expect.poll(() => alert.count(), JUMP).toBe(1);
        const clock = page.getByTestId('replay-clock');
        await expect.poll(() => clock.getAttribute('datetime'), JUMP).toMatch(/^2020-03-23T20:0/);
        await expect.poll(() => page.getByTestId('replay-status').innerText()).toBe('paused');
        expect(await alert.innerText()).toContain('2,480.64');
        await picture(page, 'e2e-sandbox-alert');

        const id = (await alert.getAttribute('data-message-id')) ?? '';
        const rung = page.locator(`[data-message-id="${id}"]`);
        await pressAndSee(rung, /Snooze/);
        await pressAndSee(rung, /1 h/);
        expect(await rung.innerText()).toMatch(/Snoozed until/);
        await pressAndSee(rung, /Undo/);
        await pressAndSee(rung, /Mute/);
        await pressAndSee(rung, /\^GSPC/);
        await pressAndSee(rung, /8 h/);
        expect(await rung.innerText()).toMatch(/[Mm]uted/);
        await pressAndSee(rung, /Ack/);
        expect(await rung.innerText()).toMatch(/Acknowledged by You/);
        await picture(page, 'e2e-sandbox-answered');
        expect(complaints).toEqual([]);
      },
    );
  },
);
