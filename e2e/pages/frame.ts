import type { Locator, Page } from 'playwright-core';

/** What every page of the portal has around it. Pages are named in the language of the test: English unless given. */
export class Frame {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }

  /** The proof of being current: `live`, `cut`, `connecting` or `refused`. */
  async connection(): Promise<string | null> {
    return this.page.locator('[data-state]').first().getAttribute('data-state');
  }

  async waitUntilLive(): Promise<void> {
    await this.page.locator('[data-state="live"]').first().waitFor();
  }

  async waitUntilCut(): Promise<void> {
    await this.page.locator('[data-state="cut"]').first().waitFor();
  }

  /** Whether the page is greyed, as it is while what it shows may be old. */
  async looksGrey(): Promise<boolean> {
    return (await this.page.evaluate("getComputedStyle(document.querySelector('main')).filter")) !== 'none';
  }

  async openFromRail(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).first().click();
  }

  /** How often the document was loaded since `mark`: 0 proves that nothing was reloaded. */
  async mark(): Promise<void> {
    await this.page.evaluate("globalThis.__mark = 'here'");
  }

  async isStillTheSameDocument(): Promise<boolean> {
    return (await this.page.evaluate('globalThis.__mark')) === 'here';
  }
}
