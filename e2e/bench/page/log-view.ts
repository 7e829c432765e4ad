import type { Page } from 'playwright-core';
import { RigBrowser } from '../../cluster/browser.ts';
import { until } from '../../cluster/wait.ts';
import type { Yard } from '../../cluster/yard.ts';
import { JobPage } from '../../pages/job-page.ts';

/** What a long log is like on a page. */
export interface LogViewed {
  /** ms from the start of the navigation until the last line is drawn. */
  end: number;
  /** ms from a line's number until that line is drawn, for lines all over the log. */
  jumps: number[];
  /** MB in use once what is not is gone, after all of it. */
  heap: number;
}

/** ms until a line is on the screen, as the page itself sees it: it looks at every frame. */
const untilDrawn = (line: number) => `new Promise((done) => {
  const from = performance.now();
  const look = () => document.querySelector('[role="log"] [data-line="${line}"] bdi')?.textContent
    ? done(performance.now() - from) : requestAnimationFrame(look);
  look();
})`;

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + (backingStorageSize ?? 0)) / 1e6;
}

/** Opens the log of a job that has so many lines in a real browser, at its end, and jumps to lines all over it. */
export async function viewLog(yard: Yard, name: string, lines: number, jumps = 20): Promise<LogViewed> {
  const browser = await RigBrowser.launch();
  try {
    const page = await browser.signedIn(yard.server);
    const job = await new JobPage(page).open({ workspace: 'w', experiment: 'e', name });
    await page.evaluate(untilDrawn(lines));
    const end = await page.evaluate<number>('performance.now()');
    const times: number[] = [];
    for (let at = 1; at <= jumps; at++) {
      const line = 1 + ((at * 7_368_787) % (lines - 200));
      await job.log.press('g');
      await page.getByRole('textbox', { name: 'Go to line…' }).fill(String(line));
      const drawn = page.evaluate<number>(untilDrawn(line));
      await page.keyboard.press('Enter');
      times.push(await drawn);
    }
    await until('the log to rest', async () => (await job.ledger())?.lines === lines);
    return { end, jumps: times, heap: await heapOf(page) };
  } finally {
    await browser.close();
  }
}
