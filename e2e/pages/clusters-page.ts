import type { Page } from 'playwright-core';

/** features/clusters/list-page. */
export class ClustersPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters`);
    await this.page.getByRole('heading', { name: 'Clusters', level: 1 }).waitFor();
    return this;
  }

  row(name: string) {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }
}
