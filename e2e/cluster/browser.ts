import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { adminToken, type RigServer } from './server.ts';

/** Debian's Chromium, without what it would say to the network by itself. */
const options = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    // A container's /dev/shm may be small; pages then crash in the middle of a journey.
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
    '--font-render-hinting=none',
  ],
};

export const wide = { width: 1440, height: 900 };
export const narrow = { width: 390, height: 844 };

/** A real browser; what its pages complain of is kept and must be nothing unless a test expects it. */
export class RigBrowser {
  readonly #browser: Browser;
  /** Errors of scripts and of the page's own policy, in order. */
  readonly complaints: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<RigBrowser> {
    return new RigBrowser(await chromium.launch(options));
  }

  /** A new person at a browser: no cookie, English, dark, the whole screen. */
  async context(more: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      viewport: wide,
      locale: 'en-GB',
      timezoneId: 'UTC',
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      ...more,
    });
    context.setDefaultTimeout(30_000);
    return context;
  }

  /** A page whose complaints are heard. */
  async page(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${error.name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
        this.complaints.push(message.text());
    });
    return page;
  }

  /** A page of somebody who is signed in as the administrator of a server. */
  async signedIn(server: Pick<RigServer, 'url'>, more: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.context({ baseURL: server.url, ...more });
    const answer = await context.request.post('/api/v1/session', {
      data: { token: adminToken },
      headers: { origin: server.url },
    });
    if (!answer.ok()) throw new Error(`signing in failed: ${answer.status()} ${await answer.text()}`);
    return this.page(context);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
