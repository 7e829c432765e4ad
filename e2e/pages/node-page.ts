import type { Locator, Page } from 'playwright-core';

/** features/clusters/nodes/node-page. */
export class NodePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until it shows a node. */
  async shows(name: string): Promise<this> {
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
    return this;
  }

  get gone(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'taken away by' });
  }

  task(job: string): Locator {
    return this.page.getByRole('row').filter({ hasText: job });
  }
}
