import type { Locator, Page } from 'playwright-core';

/** features/clusters/cluster-page. */
export class ClusterPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string, name: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters/${name}`);
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
    return this;
  }

  get deleted(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'was deleted' });
  }
}
