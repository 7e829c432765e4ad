import type { Locator, Page } from 'playwright-core';

/** features/overview/overview-page. */
export class OverviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}`);
    return this;
  }

  pane(title: string): Locator {
    return this.page
      .getByRole('main')
      .locator('section')
      .filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  running(name: string): Locator {
    return this.pane('Running').getByRole('link', { name, exact: true });
  }

  get nothingRuns(): Locator {
    return this.page.getByText('No job runs.');
  }
}
