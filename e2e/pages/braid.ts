import type { Page } from 'playwright-core';

/** A row of the braid as it is on the screen. */
export interface BraidRow {
  /** `×16`, or `r11` of a row of one line. */
  chip: string;
  /** Where it stands: on the left what ranks agree on, on the right what one says that differs. */
  side: 'agree' | 'differ';
  text: string;
  level: string | null;
  /** px from the left edge of the log to its text. */
  left: number;
  /** Whose line it is, for people who hear it. */
  says: string;
}

const read = `[...document.querySelectorAll('[role="log"] [data-line]')].map((row) => {
  const side = row.querySelector('[data-side]');
  const chip = row.querySelector('[data-count], [data-chip]');
  const words = row.querySelector('bdi');
  return {
    chip: chip?.dataset.count ?? chip?.dataset.chip ?? '',
    side: side?.dataset.side,
    text: words?.textContent ?? '',
    level: row.dataset.level ?? null,
    left: Math.round((words?.getBoundingClientRect().left ?? 0) - row.closest('[role="log"]').getBoundingClientRect().left),
    says: chip?.getAttribute('aria-label') ?? chip?.querySelector('.visually-hidden')?.textContent ?? '',
  };
})`;

/** ui/log/braid. */
export class BraidRows {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  shown(): Promise<BraidRow[]> {
    return this.page.evaluate<BraidRow[]>(read);
  }

  /** Lines and rows that they were folded to, by the footer. */
  async fold(): Promise<{ lines: number; rows: number }> {
    const { lines, rows } = await this.page.evaluate<Record<string, string>>(
      `({ ...document.querySelector('[data-testid="log-fold"]')?.dataset })`,
    );
    return { lines: Number(lines), rows: Number(rows) };
  }
}
