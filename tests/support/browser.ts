import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { executableOf } from './executable.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Nothing but the page under test may use the network, and no state may come from an earlier run. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a profile of its own. */
export interface OpenBrowser {
  readonly browser: Browser;
  /** Ends the browser and removes its profile. */
  readonly close: () => Promise<void>;
}

/** Path of a Chromium: CHROMIUM_PATH when set, else the first of the usual names on the PATH, else null. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  return executableOf(NAMES, env);
}

/**
 * Opens a headless browser in a fresh profile.
 * @throws Error when there is no Chromium; ask findChromium() first to skip instead.
 */
export async function openBrowser(options: { width?: number; height?: number } = {}): Promise<OpenBrowser> {
  const { width = 1280, height = 800 } = options;
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`Expected CHROMIUM_PATH, or one of ${NAMES.join(', ')} on the PATH.`);
  const userDataDir = await mkdtemp(join(tmpdir(), 'leadmetrics-browser-'));
  const removeProfile = () => rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  try {
    const browser = await puppeteer.launch({
      executablePath,
      userDataDir,
      headless: true,
      args: FLAGS,
      defaultViewport: { width, height },
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        await removeProfile();
      },
    };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}
