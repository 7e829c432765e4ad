import type { Page } from 'playwright-core';

/** features/batch-ai: a file that is taken by an editor, and the notice of what became of it. In English or French. */
export class BatchAiFile {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the notice says this. */
  async says(text: string): Promise<void> {
    const notice = this.page.getByRole('region', { name: /Taken from a Batch AI file|Repris d’un fichier Batch AI/ });
    await notice.getByText(text).first().waitFor();
  }

  /** Drops a file with this text, as a hand does. */
  async drop(on: string, name: string, text: string): Promise<void> {
    const data = await this.page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return data; })()`,
    );
    await this.page.locator(on).first().dispatchEvent('drop', { dataTransfer: data });
  }
}
