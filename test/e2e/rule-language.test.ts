import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser, picture } from '../support/browser.ts';
import { ANSWER, JUMP, press, says, sees, startSandbox } from '../support/sandbox-page.ts';

const RULE = 'rsi14 < 30 and price > sma200';

/** The questions of /rule, answered by buttons alone. */
async function askForRule(page: Page): Promise<void> {
  await says(page, '/rule');
  for (const label of [
    /^\^GSPC$/,
    /^RSI$/,
    /^rsi14 < 30$/,
    /and …/,
    /Moving average/,
    /^price > sma200$/,
    /As usual, 90 days/,
  ])
    await press(page, label);
}

describe.skipIf(!hasChromium)(
  `a rule of two measures, from the question to its outcome${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'is built by wizard and by text, shown before it is armed, rings, is charted, explained and followed up',
      { timeout: 240_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startSandbox());
        await expect.poll(() => page.getByTestId('composer').isVisible()).toBe(true);
        await says(page, '/watch ^GSPC');

        await askForRule(page);
        const card = await sees(page, /Not armed yet/);
        const shown = await card.innerText();
        expect(shown).toContain('rsi14 on 1d bars is below 30');
        expect(shown).toContain('above its sma200');
        expect(shown).toMatch(/Would have fired\s+\d+×\s+in 250 bars/);
        await picture(page, 'e2e-rule-preflight');
        await press(page, /Arm/);
        await sees(page, /Armed/);
        await press(page, /New York/);

        const typed = await says(page, `/rule ^GSPC ${RULE} sev:high`);
        await expect.poll(() => typed.innerText(), ANSWER).toContain('Not armed yet');
        await press(page, /Arm/);
        await expect.poll(() => typed.innerText(), ANSWER).toContain('Armed');
        const code = /\b[0-9A-Z]{4}\b/.exec(await typed.innerText())?.[0] ?? '';

        await page.getByTestId('replay-jump-march-2020').click();
        const clock = page.getByTestId('replay-clock');
        await expect.poll(() => clock.getAttribute('datetime'), JUMP).toMatch(/^2020-03-23T20:0/);
        const alert = await sees(page, /rsi14.*below 30/s, JUMP);
        expect(await alert.innerText()).toMatch(/GSPC/);
        await press(page, /Chart/);
        const photo = page.getByTestId('photo').last();
        await expect.poll(() => photo.count(), ANSWER).toBe(1);
        await photo.scrollIntoViewIfNeeded();
        await picture(page, 'e2e-rule-chart');

        const why = await says(page, `/why ${code}`);
        await expect.poll(() => why.innerText(), ANSWER).toMatch(/rsi14/);
        await why.scrollIntoViewIfNeeded();
        await picture(page, 'e2e-rule-why');
        const history = await says(page, '/history');
        await expect.poll(() => history.innerText(), ANSWER).toMatch(/\+1d/);
        await history.scrollIntoViewIfNeeded();
        await picture(page, 'e2e-rule-history');
        expect(complaints).toEqual([]);
      },
    );
  },
);
