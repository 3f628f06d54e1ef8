import { Api } from 'grammy';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ANA, CHANNEL, GROUP, YOU } from '../../src/sandbox/page/furnish.ts';
import {
  type BrowserOptions,
  WITHOUT_CHROMIUM,
  hasChromium,
  openBrowser,
  picture,
} from '../support/browser.ts';
import { startLocalPage } from '../support/local-page.ts';

async function startPage(browser: BrowserOptions = {}) {
  const local = await startLocalPage();
  return { ...(await openBrowser(local.url, browser)), ...local };
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
}

/** Answers the presses that wait at the Bot API. */
async function answerPress(bot: Api, answer: { text: string; show_alert?: boolean }) {
  const updates = await bot.getUpdates({ timeout: 1, allowed_updates: ['callback_query'] });
  for (const { callback_query: query } of updates) {
    if (query) await bot.answerCallbackQuery(query.id, answer);
  }
}

const lastMessage = (page: Page) => page.getByTestId('message').last();

describe.skipIf(!hasChromium)(
  `the sandbox page in a browser${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test('what a person types appears, and reaches the bot', async () => {
      const { page, bot, complaints } = await startPage();
      await says(page, 'hello there');
      await expect
        .poll(() => lastMessage(page).getByTestId('message-text').innerText())
        .toBe('hello there');
      const [update] = await bot.getUpdates();
      expect(update?.message?.text).toBe('hello there');
      expect(complaints).toEqual([]);
    });

    test('Telegram’s formatting is shown, and markup in text stays text', async () => {
      const { page, bot, complaints } = await startPage();
      await says(page, '/start');
      await bot.sendMessage(
        YOU,
        '<b>bold</b> <i>it</i> <u>un</u> <s>gone</s> <code>R7K2</code> <tg-spoiler>secret</tg-spoiler> ' +
          '<a href="https://example.com/">link</a> &lt;img src=x onerror=alert(1)&gt; ' +
          '<tg-time unix="1577998800" format="t">21:00 UTC</tg-time>' +
          '<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote><pre>a  b</pre>',
        { parse_mode: 'HTML' },
      );
      const text = lastMessage(page).getByTestId('message-text');
      await expect.poll(() => text.locator('strong').allInnerTexts()).toEqual(['bold']);
      expect(await text.locator('em, u, s').allInnerTexts()).toEqual(['it', 'un', 'gone']);
      expect(await text.locator('img').count()).toBe(0);
      expect(await text.innerText()).toContain('<img src=x onerror=alert(1)>');
      expect(await text.locator('time').innerText()).toBe('21:00');
      expect(await text.locator('a').getAttribute('rel')).toContain('noopener');
      const fold = text.locator('blockquote');
      expect(await fold.getAttribute('aria-expanded')).toBe('false');
      await fold.press('Enter');
      expect(await fold.getAttribute('aria-expanded')).toBe('true');
      await text.locator('.spoiler').click();
      expect(await text.locator('.spoiler').getAttribute('class')).toContain('shown');
      expect(complaints).toEqual([]);
    });

    test('a pressed button shows the bot’s answer, and the message changes in place', async () => {
      const started = await startPage();
      const { page, bot } = started;
      await says(page, '/start');
      const sent = await bot.sendMessage(YOU, 'The alert', {
        reply_markup: {
          inline_keyboard: [
            [{ text: '✅ Ack', callback_data: 'a1:ack:7Q2M9KTW', style: 'success' }],
          ],
        },
      });
      await page.getByTestId('button').getByText('✅ Ack').click();
      await answerPress(started.bot, { text: 'Acknowledged' });
      await expect.poll(() => page.getByTestId('toast').innerText()).toBe('Acknowledged');
      await bot.editMessageText(YOU, sent.message_id, 'The alert, acknowledged by You');
      await expect
        .poll(() => lastMessage(page).innerText())
        .toMatch(/acknowledged by You\s+edited/);
      expect(await page.getByTestId('message').count()).toBe(2);
      expect(await page.getByTestId('button').count()).toBe(0);
    });

    test('an answer that must be read opens as a window', async () => {
      const started = await startPage();
      await says(started.page, '/start');
      await started.bot.sendMessage(YOU, 'x', {
        reply_markup: {
          inline_keyboard: [[{ text: 'Sell', callback_data: 's', style: 'danger' }]],
        },
      });
      await started.page.getByTestId('button').click();
      await answerPress(started.bot, { text: 'Not in a group', show_alert: true });
      await expect
        .poll(() => started.page.getByTestId('alert').innerText())
        .toContain('Not in a group');
      await started.page.keyboard.press('Enter');
      await expect.poll(() => started.page.getByTestId('alert').count()).toBe(0);
    });

    test('a slash offers the commands of this chat, chosen with the keyboard', async () => {
      const { page, bot } = await startPage();
      await bot.setMyCommands([
        { command: 'watch', description: 'Follow tickers' },
        { command: 'rule', description: 'Ring when' },
        { command: 'rules', description: 'Your rules' },
      ]);
      await page.getByTestId('composer').click();
      await page.keyboard.type('/ru');
      await expect.poll(() => page.getByTestId('completion').getByRole('option').count()).toBe(2);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await page.getByTestId('composer').inputValue()).toBe('/rules ');
      expect(await page.getByTestId('completion').isVisible()).toBe(false);
    });

    test('news elsewhere is counted until that chat is opened', async () => {
      const { page, bot } = await startPage();
      await bot.sendMessage(CHANNEL, 'one');
      await bot.sendMessage(CHANNEL, 'two');
      const row = page.getByTestId(`chat-${CHANNEL}`);
      await expect.poll(() => row.getByTestId('unread').innerText()).toBe('2');
      await row.click();
      expect(await row.getByTestId('unread').isVisible()).toBe(false);
      expect(await page.getByTestId('message').count()).toBe(2);
    });

    test('another person sees their own chats, and may not post in the channel', async () => {
      const { page, world } = await startPage();
      await says(page, 'mine alone');
      await page.getByTestId('person-select').selectOption({ label: 'Ana' });
      await expect.poll(() => page.getByTestId(`chat-${ANA}`).count()).toBe(1);
      expect(await page.getByTestId(`chat-${YOU}`).count()).toBe(0);
      expect(await page.getByTestId('message').count()).toBe(0);
      await page.getByTestId(`chat-${GROUP}`).click();
      await says(page, 'hi from Ana');
      await expect.poll(() => world.messages(GROUP).at(-1)?.from?.firstName).toBe('Ana');
      await page.getByTestId(`chat-${CHANNEL}`).click();
      expect(await page.getByTestId('composer').isVisible()).toBe(false);
    });

    test('a bot that asks for a reply gets one', async () => {
      const { page, bot, world } = await startPage();
      await says(page, '/rule');
      await expect.poll(() => world.messages(YOU).length).toBe(1);
      const asked = await bot.sendMessage(YOU, 'Below which price?', {
        reply_markup: { force_reply: true, input_field_placeholder: 'such as 2500' },
      });
      await expect.poll(() => page.getByTestId('reply-bar').isVisible()).toBe(true);
      expect(await page.getByTestId('composer').getAttribute('placeholder')).toBe('such as 2500');
      await says(page, '2500');
      await expect.poll(() => world.messages(YOU).at(-1)?.replyTo).toBe(asked.message_id);
    });

    test('topics of a forum are told apart', async () => {
      const { page, bot, world } = await startPage();
      const forum = -1_002_000_000_009;
      world.addChat({ id: forum, kind: 'supergroup', title: 'Desk', members: [YOU], forum: true });
      const thread = world.addTopic(forum, 'Options');
      await bot.sendMessage(forum, 'in general');
      await bot.sendMessage(forum, 'in options', { message_thread_id: thread });
      await page.getByTestId(`chat-${forum}`).click();
      await page.getByTestId(`topic-${thread}`).click();
      const texts = () => page.getByTestId('message-text').allInnerTexts();
      await expect.poll(texts).toEqual(['in options']);
      await says(page, 'noted');
      await expect.poll(() => world.messages(forum).at(-1)?.thread).toBe(thread);
    });

    test('the replay bar steps, jumps to March 2020 and shows what was true there', async () => {
      const { page, replay, complaints } = await startPage();
      const clock = page.getByTestId('replay-clock');
      await expect.poll(() => clock.getAttribute('datetime')).toMatch(/^2020-01-02T21:00/);
      expect(await page.getByTestId('price-^GSPC').innerText()).toMatch(/3,257\.85 ▲0\.84%/);
      expect(await page.getByTestId('price-NVDA').innerText()).toContain('generated');
      await page.getByTestId('replay-step').click();
      await expect.poll(() => clock.getAttribute('datetime')).toMatch(/^2020-01-03T21:00/);
      await page.getByTestId('replay-jump-march-2020').click();
      await expect.poll(() => clock.getAttribute('datetime')).toMatch(/^2020-03-23T20:00/);
      expect(await page.getByTestId('price-^GSPC').innerText()).toContain('2,237.40');
      expect(replay.state().status).toBe('paused');
      await page.getByTestId('replay-speed').selectOption('20d');
      await page.getByTestId('replay-play').click();
      await expect.poll(() => replay.state().day > '2020-03-25').toBe(true);
      await page.getByTestId('replay-play').click();
      await expect.poll(() => replay.state().status).toBe('paused');
      await page.getByTestId('replay-jump').fill('2020-04-03');
      await page.getByTestId('replay-jump-go').click();
      await expect.poll(() => replay.state().day >= '2020-04-03').toBe(true);
      expect(complaints).toEqual([]);
    });

    test('on a phone one sees either the list or the chat', async () => {
      const { page } = await startPage({ width: 390, height: 780 });
      await page.getByTestId(`chat-${YOU}`).click();
      expect(await page.getByTestId('chat-list').isVisible()).toBe(false);
      await says(page, 'from my pocket');
      await expect.poll(() => lastMessage(page).isVisible()).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.getByLabel('All chats').click();
      expect(await page.getByTestId('chat-list').isVisible()).toBe(true);
      await picture(page, 'sandbox-phone-list');
    });
  },
);
