import type { Page } from 'playwright-core';

/** features/workspaces/create-page. */
export class WorkspaceCreatePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Makes a workspace; its overview is there afterwards. */
  async create(name: string): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByRole('button', { name: 'Create workspace' }).click();
    await this.page.waitForURL(`**/w/${name}`);
  }
}
