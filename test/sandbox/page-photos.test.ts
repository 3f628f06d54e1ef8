import { Api, InputFile } from 'grammy';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { YOU } from '../../src/sandbox/page/furnish.ts';
import {
  type BrowserOptions,
  WITHOUT_CHROMIUM,
  hasChromium,
  openBrowser,
  picture,
} from '../support/browser.ts';
import { startLocalPage } from '../support/local-page.ts';
import { png } from '../support/png.ts';

const SIZE = { width: 1200, height: 750 };
const DAILY = png({ ...SIZE, seed: 'daily' });
const WEEKLY = png({ ...SIZE, seed: 'weekly' });
const CAPTION = 'NVDA 151.00 ▲1.3 %\nabove its 50-day average';

const keys = (...labels: string[]) => ({
  inline_keyboard: [labels.map((text) => ({ text, callback_data: text }))],
});

async function startPage(browser: BrowserOptions = {}) {
  const { world, bot, url } = await startLocalPage();
  const opened = await openBrowser(url, browser);
  await opened.page.getByTestId(`chat-${YOU}`).click();
  await opened.page.getByTestId('composer').fill('/chart NVDA');
  await opened.page.getByTestId('composer').press('Enter');
  await expect.poll(() => world.messages(YOU).length).toBe(1);
  return { ...opened, bot, url };
}

function chart(bot: Api, bytes = DAILY) {
  const file = new InputFile(bytes, 'chart.png');
  return bot.sendPhoto(YOU, file, { caption: CAPTION, reply_markup: keys('1d', '1w') });
}

const photoOn = (page: Page) => page.getByTestId('photo');

async function isLoaded(page: Page): Promise<boolean> {
  return page.evaluate(
    'document.images[0]?.complete === true && document.images[0].naturalWidth > 0',
  );
}

describe.skipIf(!hasChromium)(
  `pictures on the sandbox page${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test.each(['light', 'dark'] as const)(
      'a photo stands over its caption and buttons, for those who hear it too (%s)',
      async (colours) => {
        const { page, bot, complaints } = await startPage({ colours });
        await chart(bot);
        await expect.poll(() => photoOn(page).getAttribute('alt')).toBe(CAPTION);
        await expect.poll(() => isLoaded(page)).toBe(true);
        const message = page.getByTestId('message').last();
        expect(await message.getByTestId('message-text').innerText()).toBe(CAPTION);
        expect(await message.getByTestId('button').allInnerTexts()).toEqual(['1d', '1w']);
        expect(await photoOn(page).getAttribute('loading')).toBe('lazy');
        const [photo, bubble] = [await photoOn(page).boundingBox(), await message.boundingBox()];
        expect((photo?.width ?? 0) / (photo?.height ?? 1)).toBeCloseTo(SIZE.width / SIZE.height, 1);
        expect(photo?.width).toBeLessThanOrEqual(bubble?.width ?? 0);
        await picture(page, `sandbox-photo-${colours}`);
        expect(complaints).toEqual([]);
      },
    );

    test('its file is a PNG, byte for byte', async () => {
      const { page, bot, url } = await startPage();
      await chart(bot);
      const source = await photoOn(page).getAttribute('src');
      const answer = await fetch(`${url}${source}`);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(await answer.bytes()).toEqual(DAILY);
    });

    test('nothing moves when a slow picture comes', async () => {
      const { page, bot } = await startPage();
      const held = Promise.withResolvers<void>();
      await page.route('**/sandbox/file/**', async (route) => {
        await held.promise;
        await route.continue();
      });
      await chart(bot);
      await expect.poll(() => photoOn(page).count()).toBe(1);
      const before = await page.getByTestId('message').last().boundingBox();
      expect(await isLoaded(page)).toBe(false);
      held.resolve();
      await expect.poll(() => isLoaded(page)).toBe(true);
      expect(await page.getByTestId('message').last().boundingBox()).toEqual(before);
      expect(before?.height).toBeGreaterThan(300);
    });

    test('another chart takes its place in the same message; a new caption leaves it alone', async () => {
      const { page, bot } = await startPage();
      const { message_id: id } = await chart(bot);
      await expect.poll(() => isLoaded(page)).toBe(true);
      const first = await photoOn(page).getAttribute('src');
      await bot.editMessageMedia(
        YOU,
        id,
        { type: 'photo', media: new InputFile(WEEKLY, 'b.png'), caption: 'weekly' },
        { reply_markup: keys('1d') },
      );
      await expect.poll(() => photoOn(page).getAttribute('alt')).toBe('weekly');
      const second = await photoOn(page).getAttribute('src');
      expect(second).not.toBe(first);
      expect(await page.getByTestId('button').allInnerTexts()).toEqual(['1d']);
      await bot.editMessageCaption(YOU, id, { caption: 'said again', reply_markup: keys('1d') });
      await expect.poll(() => photoOn(page).getAttribute('alt')).toBe('said again');
      expect(await photoOn(page).getAttribute('src')).toBe(second);
      expect(await page.getByTestId('message').count()).toBe(2);
    });

    test('a phone shows it whole', async () => {
      const { page, bot } = await startPage({ width: 390, height: 780 });
      await chart(bot);
      await expect.poll(() => isLoaded(page)).toBe(true);
      const box = await photoOn(page).boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    });
  },
);
