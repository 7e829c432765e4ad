import type { Locator, Page } from 'playwright-core';

/** The charts of the job page: features/jobs/panels/gpu-panel and its neighbours. */
export class Charts {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get gpus(): Locator {
    return this.page.locator('[data-panel="gpus"]');
  }

  /** The tile of the first GPU of a node. */
  tile(node: string): Locator {
    return this.gpus.getByRole('list', { name: node }).locator('li > div').first();
  }

  /** `current`, `old` or `gone`, as the tile shows it. */
  freshness(node: string): Promise<string | null> {
    return this.tile(node).getAttribute('data-freshness');
  }

  /** What a tile says of its value's age; empty while it is current. */
  age(node: string): Promise<string | null> {
    return this.tile(node).locator('[data-of="age"]').textContent();
  }

  chart(title: string): Locator {
    return this.page.getByRole('img', { name: new RegExp(`^${title}\\. `) });
  }

  /** The one place of the small charts that keys reach. */
  get keys(): Locator {
    return this.page.getByRole('slider', { name: 'Crosshair of GPUs' });
  }

  get back(): Locator {
    return this.gpus.getByRole('button', { name: 'Back to now' });
  }
}

/**
 * Counts what a page does: samples that come, canvases that are painted, changes of the charts' parts of the document. A tab that a test
 * drives is always seen; `hide` makes it hidden as far as the page can tell.
 */
export class Work {
  readonly page: Page;
  /** Samples of GPU use that came one by one, by node: when each was taken, agent's ms. What comes to two topics counts once. */
  readonly samples = new Map<string, number[]>();
  /** Subscriptions that the page gave up. */
  left = 0;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Before the page is opened. */
  static async of(page: Page): Promise<Work> {
    const work = new Work(page);
    await page.addInitScript(`{
      globalThis.painted = 0;
      const clear = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        globalThis.painted += 1;
        return clear.apply(this, box);
      };
    }`);
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => work.#hear(String(payload)));
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('["unsubscribe",{"topic":"series:')) work.left += 1;
      });
    });
    return work;
  }

  #hear(payload: string): void {
    const at = payload.indexOf('["series",');
    if (at < 0) return;
    const [, { frames }] = JSON.parse(payload.slice(at)) as [string, { frames: SentFrame[] }];
    for (const { metric, nodeUid, t0, step, values } of frames) {
      if (metric !== 'gpu.utilisation') continue;
      const known = this.samples.get(nodeUid) ?? [];
      this.samples.set(nodeUid, known);
      const fresh = [...values.keys()].map((place) => t0 + place * step).filter((at) => at > (known.at(-1) ?? 0));
      if (values.length <= 2) known.push(...fresh);
    }
  }

  painted(): Promise<number> {
    return this.page.evaluate<number>('globalThis.painted');
  }

  /** The tab is hidden, or seen again. What the page would do 15 s after it was hidden it does here after a moment. */
  async hide(hidden: boolean): Promise<void> {
    await this.page.evaluate(`{
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' });
      const later = globalThis.setTimeout;
      globalThis.setTimeout = (fn, ms, ...rest) => later(fn, Math.min(ms, 300), ...rest);
      document.dispatchEvent(new Event('visibilitychange'));
      globalThis.setTimeout = later;
    }`);
  }
}

interface SentFrame {
  metric: string;
  nodeUid: string;
  t0: number;
  step: number;
  values: (number | null)[];
}
