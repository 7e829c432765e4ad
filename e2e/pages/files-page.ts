import type { Locator, Page } from 'playwright-core';

/** features/files: the browser of files, wherever it stands. */
export class FilesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the files of a job; `search` says which directory, path and file. */
  async ofJob(name: string, search: Record<string, string> = {}): Promise<this> {
    await this.page.goto(`/w/w/jobs/e/${name}?${new URLSearchParams({ tab: 'files', ...search })}`);
    return this.ready();
  }

  /** Waits for the list. */
  async ready(): Promise<this> {
    await this.list.first().waitFor();
    return this;
  }

  get list(): Locator {
    return this.page.getByRole('grid', { name: /^Files in / });
  }

  /** The row of a file or directory, by the name that is shown. */
  row(name: string): Locator {
    return this.list.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  open(name: string): Locator {
    return this.list.getByRole('link', { name, exact: true });
  }

  download(name: string): Locator {
    return this.list.getByRole('link', { name: `Download ${name}`, exact: true });
  }

  get zip(): Locator {
    return this.page.getByRole('link', { name: 'Zip', exact: true });
  }

  /** What is shown of a file. */
  preview(name: string): Locator {
    return this.page.getByRole('region', { name: `File ${name}`, exact: true });
  }

  /** Opens a file from the list and answers what is shown of it. */
  async look(name: string): Promise<Locator> {
    await this.open(name).click();
    const shown = this.preview(name);
    await shown.waitFor();
    return shown;
  }
}
