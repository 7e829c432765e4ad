import type { Locator, Page } from 'playwright-core';
import { until } from '../cluster/wait.ts';

/** What the log proves of itself. */
export interface Ledger {
  lines: number;
  missing: number;
  doubled: number;
  /** Server's ms of the last resumption; null when nothing was ever cut. */
  resumed: number | null;
}

export interface ShownLine {
  number: number;
  text: string;
}

/** features/jobs/job-page. */
export class JobPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(of: { workspace: string; experiment: string; name: string }, search = ''): Promise<this> {
    await this.page.goto(`/w/${of.workspace}/jobs/${of.experiment}/${of.name}${search}`);
    await this.page.getByRole('heading', { name: of.name, level: 1 }).waitFor();
    return this;
  }

  panel(id: string): Locator {
    return this.page.locator(`[data-panel="${id}"]`);
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name, exact: true });
  }

  action(name: 'Hold' | 'Release' | 'Resubmit…' | 'Edit and resubmit' | 'Compare' | 'Terminate…' | 'More'): Locator {
    return this.panel('head').getByRole('button', { name });
  }

  /** Waits until the head says this of the job; what it says instead is told by the error. */
  async says(state: string): Promise<void> {
    await until(`the job's head to say ${state}`, async () => {
      const text = (await this.panel('head').textContent()) ?? '';
      if (!text.includes(state)) throw new Error(`it says ${text}`);
      return true;
    });
  }

  /** A lever of a waiting job, by what it is called. */
  lever(title: string | RegExp): Locator {
    return this.panel('waits').getByRole('listitem').filter({ hasText: title });
  }

  /** The receipts of pre-emptions that name this job. */
  get receipts(): Locator {
    return this.panel('receipts').locator('section > div > ul > li');
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** Undefined while there is no log on the page. */
  async ledger(): Promise<Ledger | undefined> {
    const data = await this.page.evaluate<Record<string, string> | undefined>(
      `({ ...document.querySelector('[data-testid="log-ledger"]')?.dataset })`,
    );
    if (data?.lines === undefined) return undefined;
    const { lines, missing, doubled, resumed } = data;
    return {
      lines: Number(lines),
      missing: Number(missing),
      doubled: Number(doubled),
      resumed: resumed === undefined ? null : Number(resumed),
    };
  }

  /** Waits until the log holds at least so many lines. */
  waitForLines(atLeast: number): Promise<Ledger> {
    return until(`${atLeast} lines in the log`, async () => {
      const ledger = await this.ledger();
      return ledger !== undefined && ledger.lines >= atLeast && ledger;
    });
  }

  /** The lines that are on the screen now. */
  async shownLines(): Promise<ShownLine[]> {
    return this.page.evaluate(`[...document.querySelectorAll('[role="log"] [data-line]')].map((row) => ({
      number: Number(row.dataset.line),
      text: row.querySelector('bdi')?.textContent ?? '',
    }))`);
  }

  /** The row that was gone to: its line's number, text and level. */
  async currentLine(): Promise<(ShownLine & { level: string | undefined }) | undefined> {
    return this.page.evaluate(`[...document.querySelectorAll('[role="log"] [data-current]')].map((row) => ({
      number: Number(row.dataset.line),
      text: row.querySelector('bdi')?.textContent ?? '',
      level: row.dataset.level,
    }))[0]`);
  }

  /** Waits until this line is the one that was gone to, and is on the screen. */
  goneTo(number: number): Promise<ShownLine & { level: string | undefined }> {
    return until(`line ${number} to be gone to`, async () => {
      const line = await this.currentLine();
      if (line?.number !== number || line.text === '') throw new Error(`at ${line?.number}: ${line?.text}`);
      return line;
    });
  }

  /** What the search in the log says of itself. */
  get found(): Locator {
    return this.page.locator('[data-search]');
  }

  /** Everything that the log holds, by its own copy of all lines; the context needs the right to the clipboard. */
  async copyAll(): Promise<string> {
    await this.log.focus();
    await this.page.keyboard.press('Home');
    await this.log.locator('[data-line="1"] [title]').first().click();
    await this.page.keyboard.press('End');
    const { lines } = await this.waitForLines(1);
    await this.log
      .locator(`[data-line="${lines}"] [title]`)
      .first()
      .click({ modifiers: ['Shift'] });
    await this.page.getByRole('button', { name: /^Copy [\d,]+ lines?$/ }).click();
    await this.page.getByText('Copied', { exact: true }).waitFor();
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** What the chart of a metric says of itself: its last, least and greatest value. */
  async chart(metric: string): Promise<string> {
    const drawn = this.panel('metrics').getByRole('img', { name: new RegExp(`^${metric}\\. `) });
    return (await drawn.getAttribute('aria-label')) ?? '';
  }

  download(path: string): Locator {
    return this.page.getByRole('link', { name: `Download ${path}` });
  }
}
