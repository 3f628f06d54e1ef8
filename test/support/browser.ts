import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const PICTURES = new URL('../../artifacts/', import.meta.url).pathname;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Say so in the name of a test that is skipped for want of it. */
export const hasChromium = isExecutable(CHROMIUM);
export const WITHOUT_CHROMIUM = `skipped: ${CHROMIUM} is not installed (Debian's package chromium)`;

export type BrowserOptions = {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
};

export type Opened = {
  readonly page: Page;
  /** What the page complained of on its console or threw; a good page leaves it empty. */
  readonly complaints: readonly string[];
};

/** Opens the address in a fresh browser that ends with the test. */
export async function openBrowser(url: string, options: BrowserOptions = {}): Promise<Opened> {
  const { width = 1280, height = 860, colours = 'light' } = options;
  const profile = await mkdtemp(join(tmpdir(), 'bellwether-browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    viewport: { width, height },
    colorScheme: colours,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  onTestFinished(async ({ task }) => {
    // Here, since whatever waits for a failure is called when the browser has gone.
    if (task.result?.state === 'fail') await picture(page, `failed-${task.id}`);
    await end(browser, profile);
  });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Keeps a picture of the page in artifacts/, which is not committed. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function end(browser: BrowserContext, profile: string): Promise<void> {
  await browser.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
