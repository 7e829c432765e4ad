import type { Locator, Page } from 'playwright-core';

/** features/jobs/list-page. */
export class JobListPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/jobs`);
    return this;
  }

  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Jobs' });
  }

  /** What scrolls. */
  get frame(): Locator {
    return this.table.locator('xpath=..');
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  /** The sign of a job's state beside its name. */
  sign(name: string, state: string): Locator {
    return this.row(name).getByRole('img', { name: state });
  }
}
