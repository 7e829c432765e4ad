import type { Locator, Page } from 'playwright-core';

/** features/clusters/create-page. */
export class ClusterCreatePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters/new`);
    return this;
  }

  get name(): Locator {
    return this.page.getByLabel('Name', { exact: true });
  }

  get submit(): Locator {
    return this.page.getByRole('button', { name: 'Create cluster' });
  }

  /** Chooses a size of the catalogue. */
  async choose(size: string): Promise<void> {
    await this.page.getByRole('radio', { name: size, exact: true }).check();
  }

  /** A fixed number of nodes. */
  async fixed(nodes: number): Promise<void> {
    await this.page.getByRole('radio', { name: 'Fixed' }).check();
    await this.page.getByRole('spinbutton', { name: 'Number of nodes' }).fill(String(nodes));
  }
}
