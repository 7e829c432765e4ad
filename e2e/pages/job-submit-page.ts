import type { Locator, Page } from 'playwright-core';
import { until } from '../cluster/wait.ts';

/** features/jobs/submit-page. */
export class JobSubmitPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/jobs/new`);
    await this.command.waitFor();
    return this;
  }

  get experiment(): Locator {
    return this.page.getByLabel('Experiment', { exact: true });
  }

  get name(): Locator {
    return this.page.getByRole('region', { name: 'Name and place' }).getByLabel('Name', { exact: true });
  }

  /** Names the job, once the page has suggested a name of its own: what comes later would stand beside what is filled in. */
  async call(name: string): Promise<void> {
    await until('the suggested name', async () => (await this.name.inputValue()) !== '');
    await this.name.fill(name);
  }

  get command(): Locator {
    return this.page.getByLabel('Command line', { exact: true });
  }

  get send(): Locator {
    return this.page.getByRole('button', { name: /^Submit job/ });
  }

  toolkit(name: 'Distributed' | 'Custom' | 'PyTorch' | 'TensorFlow' | 'Caffe'): Locator {
    return this.page.getByRole('radio', { name, exact: true });
  }

  /** A field of the form by its label. */
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** What the job would start: the cells of each row, without those that open it. */
  async plan(): Promise<string[][]> {
    const rows = await this.page.getByRole('table', { name: 'What each node will run' }).getByRole('row').all();
    const cells = await Promise.all(rows.slice(1).map((row) => row.locator('th, td').allTextContents()));
    return cells.map((row) => row.slice(0, 5).map((text) => text.trim()));
  }

  get yaml(): Locator {
    return this.page.getByRole('textbox', { name: 'YAML', exact: true });
  }

  /** Adds an output directory of this id. */
  async addOutput(id: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add output directory' }).click();
    await this.page.getByLabel('Id', { exact: true }).last().fill(id);
  }

  /** Adds a file with this text to the working directory. */
  async addFile(path: string, text: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Write a file' }).click();
    await this.page.getByLabel('Path', { exact: true }).last().fill(path);
    await this.page.getByLabel('Text', { exact: true }).last().fill(text);
  }

  async addTag(name: string, value: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add tag' }).click();
    const tags = this.page.getByRole('group', { name: 'Tags' });
    await tags.getByLabel('Tag', { exact: true }).last().fill(name);
    await tags.getByLabel('Value', { exact: true }).last().fill(value);
  }

  /** Sends the form; the job's page is there afterwards. */
  async submit(): Promise<void> {
    await this.send.click();
    await this.page.waitForURL(/\/jobs\/(?!new)[^/]+\/[^/?]+$/);
  }
}
