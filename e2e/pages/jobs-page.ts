import type { Page } from 'playwright-core';

/** features/jobs/list-page. */
export class JobsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string, search = ''): Promise<this> {
    await this.page.goto(`/w/${workspace}/jobs${search}`);
    await this.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    return this;
  }

  job(name: string) {
    return this.page.getByRole('link', { name, exact: true });
  }
}
