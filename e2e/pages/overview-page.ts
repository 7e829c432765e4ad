import type { Locator, Page } from 'playwright-core';

/** features/overview/overview-page. */
export class OverviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens it and waits until it says what the workspace has: its fleet, or that it is empty. */
  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}`);
    await this.pane('Fleet').or(this.page.getByText('This workspace is empty')).first().waitFor();
    return this;
  }

  pane(title: 'Fleet' | 'Running' | 'Waiting' | 'Needs a person' | 'GPU time, 24 h' | 'Latest'): Locator {
    return this.page.getByRole('region', { name: title });
  }

  running(name: string): Locator {
    return this.pane('Running').getByRole('link', { name, exact: true });
  }

  get nothingRuns(): Locator {
    return this.page.getByText('No job runs.');
  }
}
