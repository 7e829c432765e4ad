import type { Locator, Page } from 'playwright-core';
import { until } from '../cluster/wait.ts';

export type SessionState = 'opening' | 'open' | 'ended' | 'cut' | 'refused';

/** features/terminal: a shell on a node or in a task. */
export class TerminalPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async openNode(workspace: string, cluster: string, node: string): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters/${cluster}/nodes/${node}/terminal`);
    return this.ready();
  }

  /** Waits until a shell says that it listens. */
  async ready(): Promise<this> {
    await this.line('open').waitFor();
    await until('the prompt', async () => (await this.text()).trim() !== '');
    return this;
  }

  /** How the session stands. */
  line(state: SessionState): Locator {
    return this.page.locator(`[role="status"][data-state="${state}"]`);
  }

  get screen(): Locator {
    return this.page.getByRole('region', { name: 'Terminal screen' });
  }

  /** What stands on the screen, a line a line. */
  text(): Promise<string> {
    return this.page.evaluate<string>(
      `[...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent).join('\\n')`,
    );
  }

  /** Types a line, as a person does. */
  async type(line: string): Promise<void> {
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until a line of the screen is this. */
  shows(line: string): Promise<boolean> {
    return until(`the screen to show ${line}`, async () => {
      const text = await this.text();
      // A terminal fills its lines with spaces that do not break.
      if (text.split('\n').some((one) => one.replaceAll('\u00a0', ' ').trim() === line)) return true;
      throw new Error(`it shows ${text}`);
    });
  }

  get again(): Locator {
    return this.page.getByRole('button', { name: 'New session' });
  }

  get end(): Locator {
    return this.page.getByRole('button', { name: 'End session' });
  }
}
