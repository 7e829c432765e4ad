import type { Locator, Page } from 'playwright-core';

/** features/clusters/list-page. */
export class ClusterListPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters`);
    return this;
  }

  row(name: string): Locator {
    return this.page
      .getByRole('grid', { name: 'Clusters' })
      .getByRole('row')
      .filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }
}
