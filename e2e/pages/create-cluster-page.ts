import type { Page } from 'playwright-core';

/** features/clusters/create-page. */
export class CreateClusterPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters/new`);
    await this.name.waitFor();
    return this;
  }

  get name() {
    return this.page.getByRole('textbox', { name: 'Name', exact: true });
  }

  get create() {
    return this.page.getByRole('button', { name: 'Create cluster' });
  }
}
