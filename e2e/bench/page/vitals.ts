import type { Page } from 'playwright-core';

/** What a visit to a page felt like. */
export interface Vitals {
  /** ms from the start of the navigation to the largest thing drawn. */
  lcp: number;
  /** The slowest answer to a click or key, in ms, in steps of 8; undefined when all took less than 16. */
  inp: number | undefined;
  /** Shifts that nobody asked for, summed over the worst run of them: at most 5 s long, less than 1 s between two. */
  cls: number;
  /** Bytes of scripts and styles, and of fonts, as they came over the line. */
  codeBytes: number;
  fontBytes: number;
  /** What shifted, and what was the largest thing so far, each time with its elements: where to look when a target is missed. */
  told: string[];
  /** The slowest answers, worst first: where to look likewise. */
  presses: Press[];
}

/** One click or key that was slow to answer, and where its time went: the three parts make up `ms`, but for its steps of 8. */
export interface Press {
  what: string;
  /** The element, by its tag, role and words. */
  target: string;
  /** ms after the start of the navigation. */
  at: number;
  ms: number;
  /** Until a handler ran: the page was busy with something else. */
  inputDelay: number;
  /** In handlers. */
  processing: number;
  /** From then to the next picture: rendering, style, layout, paint, and whatever ran before it. */
  presentation: number;
}

/** Runs in the page, before anything of it: keeps what the browser says. Text, since the types here are Node's. */
const watch = `
  globalThis.__vitals = { lcp: 0, inp: undefined, cls: 0, told: [], presses: [] };
  const nameOf = (node) => node instanceof Element ? node.tagName.toLowerCase() + '.' + (node.getAttribute('class') ?? '') : String(node?.nodeName);
  const tell = (what, nodes) => __vitals.told.push(what + ' ' + nodes.map(nameOf).join(', '));
  const on = (type, take, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  on('largest-contentful-paint', (entry) => {
    __vitals.lcp = entry.startTime;
    tell('largest so far at ' + Math.round(entry.startTime) + ' ms, ' + entry.size + ' px²,', [entry.element]);
  });
  let run = { first: -Infinity, last: -Infinity, sum: 0 };
  on('layout-shift', (entry) => {
    if (entry.hadRecentInput) return;
    const at = entry.startTime;
    run = at - run.last < 1000 && at - run.first < 5000
      ? { ...run, last: at, sum: run.sum + entry.value }
      : { first: at, last: at, sum: entry.value };
    __vitals.cls = Math.max(__vitals.cls, run.sum);
    tell('shift ' + entry.value.toFixed(4) + ' at ' + Math.round(entry.startTime) + ' ms', entry.sources.map((one) => one.node));
  });
  on('event', (entry) => {
    if (!entry.interactionId) return;
    __vitals.inp = Math.max(__vitals.inp ?? 0, entry.duration);
    const { name, target, startTime, duration, processingStart, processingEnd } = entry;
    const role = target?.getAttribute?.('role');
    const words = (target?.getAttribute?.('aria-label') ?? target?.textContent ?? '').trim().slice(0, 40);
    __vitals.presses.push({
      what: name,
      target: [target?.tagName?.toLowerCase(), role, words].filter(Boolean).join(' '),
      at: Math.round(startTime),
      ms: duration,
      inputDelay: Math.round(processingStart - startTime),
      processing: Math.round(processingEnd - processingStart),
      presentation: Math.round(startTime + duration - processingEnd),
    });
  }, { durationThreshold: 16 });
`;

/** Presses of a visit that are told: enough to see the second worst beside the worst. */
const pressesKept = 8;

const read = `(() => {
  const bytes = (name) => performance.getEntriesByType('resource')
    .filter((entry) => name.test(new URL(entry.name).pathname))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
  const presses = __vitals.presses.toSorted((one, other) => other.ms - one.ms).slice(0, ${pressesKept});
  return { ...__vitals, presses, codeBytes: bytes(/\\.(js|css)$/), fontBytes: bytes(/\\.woff2$/) };
})()`;

/** A slow machine on a home's line: four times fewer cycles, 10 Mb/s both ways, 40 ms there and back. */
const slowdown = 4;
const bytesPerSecond = 10e6 / 8;
const latencyMs = 40;

/** Makes the page slow and watches it; call before it is opened. */
export async function throttle(page: Page): Promise<void> {
  await page.addInitScript(watch);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}

/** Waits until what was just done is drawn: its entry comes after the frame. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))',
  );
}

/** Rounds of 50 ms without a new file or answer, after which a page has all that it fetches by itself. */
const quietRounds = 10;

/**
 * Waits until the page fetches nothing any more. Counted in rounds of the page's own: the network is also idle while a slow machine draws,
 * which says nothing.
 */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    let quiet = 0;
    new PerformanceObserver(() => { quiet = 0; }).observe({ type: 'resource' });
    const timer = setInterval(() => {
      if (++quiet < ${quietRounds}) return;
      clearInterval(timer);
      done();
    }, 50);
  })`);
}

export async function vitalsOf(page: Page): Promise<Vitals> {
  await drawn(page);
  return (await page.evaluate(read)) as Vitals;
}
