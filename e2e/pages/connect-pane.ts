import type { Locator, Page } from 'playwright-core';

/** features/data/clients. */
export class ConnectPane {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'Connect a client', exact: true });
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${encodeURIComponent(workspace)}/data`);
    await this.pane.waitFor();
    return this;
  }

  /** Address, subscription, group and name, as they are shown. */
  facts(): Promise<string[]> {
    return this.pane.locator('dd code').allTextContents();
  }

  async snippet(kind: '@azure/arm-batchai' | 'CLI' | 'SDK' | 'curl'): Promise<string> {
    await this.pane.getByRole('radio', { name: kind, exact: true }).check({ force: true });
    return (await this.pane.getByRole('region', { name: kind, exact: true }).textContent()) ?? '';
  }
}
