/**
 * A map of 10,000 nodes with 8 GPUs each in a real browser, told of new values once a second: what taking and painting them costs, and
 * whether the heap stays flat. Beside it what the same fleet costs the server: samples of all nodes, and one viewer's deliveries.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright-core';
import { RigBrowser } from '../cluster/browser.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const nodes = 10_000;
/** Ten minutes, as the budget says; `--quick` is half a minute. */
const seconds = quick ? 30 : 600;
/** How often the heap is looked at, s. */
const heapEvery = quick ? 5 : 20;
const shares = { all: 1, tenth: 0.1 } as const;

interface Second {
  taken: number;
  painted: number;
  cells: number;
}

/** A program of another folder in one file. */
async function bundled(path: string, format: 'iife' | 'esm'): Promise<string> {
  const entry = fileURLToPath(new URL(`../../apps/${path}`, import.meta.url));
  const platform = format === 'esm' ? 'node' : 'browser';
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format,
    platform,
    globalName: 'bench',
    minify: true,
  });
  return made.outputFiles[0]?.text ?? '';
}

interface ServerCost {
  takenMs: number;
  deliveryMs: number;
  bytes: number;
}

async function serverCost(rounds: number): Promise<ServerCost> {
  const code = Buffer.from(await bundled('bff/src/testing/heat-fleet.ts', 'esm')).toString('base64');
  const { serverCost: run } = await import(`data:text/javascript;base64,${code}`);
  return run(nodes, rounds);
}

async function open(browser: RigBrowser): Promise<Page> {
  const page = await browser.page(await browser.context());
  await page.setContent('<!doctype html><title>map</title><body></body>');
  await page.addScriptTag({ content: await bundled('portal/src/ui/heat/testing/many-cells.ts', 'iife') });
  await page.evaluate(`globalThis.second = bench.manyCells(${nodes}, 1240, 800)`);
  return page;
}

const second = (page: Page, share: number): Promise<Second> => page.evaluate(`second(${share})`);

/** MB that are in use once what is not is gone. */
async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** One delivery each second for as long as the budget asks. */
async function live(page: Page) {
  const session = await page.context().newCDPSession(page);
  const drawn: Second[] = [];
  const heaps: number[] = [];
  for (let at = 0; at < seconds; at++) {
    const from = performance.now();
    drawn.push(await second(page, shares.all));
    if (at % heapEvery === 0) heaps.push(await heap(session));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (performance.now() - from))));
  }
  return { drawn, heaps };
}

const browser = await RigBrowser.launch();
try {
  const page = await open(browser);
  const first = await second(page, shares.all);
  const few: Second[] = [];
  for (let at = 0; at < 20; at++) few.push(await second(page, shares.tenth));
  const { drawn, heaps } = await live(page);
  const server = await serverCost(quick ? 3 : 10);
  const painted = drawn.map((one) => one.painted);
  const [early, late] = [median(heaps.slice(1, 4)), median(heaps.slice(-3))];
  const row = (what: string, unit: string, ours: number, most?: number): BenchRow => ({
    what,
    unit,
    ours,
    target: most === undefined ? 'shown' : `≤ ${most} ${unit}`,
    meets: most === undefined || ours <= most,
  });
  const map = `${nodes * 8} cells`;
  publish(
    'fleet-view',
    [
      row(`${map}, every value changes: repaint, median`, 'ms', median(painted), 8),
      row(`${map}, every value changes: repaint, p95`, 'ms', percentile(painted, 0.95)),
      row(`${map}, a tenth changes: repaint, median`, 'ms', median(few.map((one) => one.painted)), 8),
      row('a delivery of every value taken, median', 'ms', median(drawn.map((one) => one.taken))),
      row('first delivery, with the names of all devices, taken and painted', 'ms', first.taken + first.painted),
      row(`heap after ${seconds} s`, 'MB', late),
      row('heap grown since its first minute', 'MB', late - early, 1),
      row('server: samples of all nodes, ten seconds in one packet each, per second', 'ms', server.takenMs),
      row('server: a delivery of every value to one viewer', 'ms', server.deliveryMs),
      row('server: bytes of that delivery', 'kB', server.bytes / 1e3),
    ],
    { first, few, drawn, heaps, server },
  );
} finally {
  await browser.close();
}
