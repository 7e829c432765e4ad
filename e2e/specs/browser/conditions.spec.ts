import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { shiftClock } from '../../cluster/browser-clock.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { OverviewPage } from '../../pages/overview-page.ts';

let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  yard = await Yard.open(3);
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

const of = (name: string) => ({ workspace: 'w', experiment: 'e', name });
const hourMs = 3_600_000;

/** Seconds of `12 s`, `3 min 40 s`, `1 h 2 min`. */
function secondsOf(text: string): number {
  const units: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400 };
  const parts = [...text.matchAll(/([\d.]+)\s(s|min|h|d)\b/g)];
  if (parts.length === 0) throw new Error(`no duration: ${text}`);
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? Number.NaN), 0);
}

describe.each([
  ['an hour ahead', hourMs],
  ['an hour behind', -hourMs],
])('a browser whose clock is %s', (_, ms) => {
  test('shows true ages and the true time', async () => {
    const name = ms > 0 ? 'seen-early' : 'seen-late';
    const gate = new Gate(yard.server, name);
    const { creationTime } = await yard.submit(name, gate.wait);
    await yard.inState(name, 'running');
    const page = await browser.signedIn(yard.server);
    await shiftClock(page.context(), ms);
    const overview = await new OverviewPage(page).open('w');
    await new Frame(page).waitUntilLive();
    const off = (await page.evaluate<number>('Date.now()')) - Date.now();
    expect(Math.round(off / hourMs)).toBe(ms / hourMs);
    const row = overview.pane('Running').getByRole('row', { name });
    const startedAt = Date.parse((await yard.job(name)).executionInfo.startTime ?? creationTime);
    // A minute is far more than a page needs and far less than the clocks differ.
    const isTrue = (seconds: number) => Math.abs(seconds - (Date.now() - startedAt) / 1_000) < 60;
    await until('a true age in the overview', async () =>
      isTrue(secondsOf((await row.getByRole('cell').allTextContents()).join(' '))),
    );
    const job = await new JobPage(page).open(of(name));
    const running = job
      .panel('readouts')
      .locator('div', { hasText: /^Running for/ })
      .last();
    await until('a true running time', async () =>
      isTrue(secondsOf((await running.locator(':scope > *').allTextContents()).join(' '))),
    );
    const clock = page.getByRole('region', { name: 'State of this page' }).locator('time');
    await until('the true time', async () => {
      const shown = Date.parse((await clock.getAttribute('datetime')) ?? '');
      return Math.abs(shown - Date.now()) < 60_000;
    });
    gate.open();
    await job.says('succeeded');
    expect(browser.complaints).toEqual([]);
  });
});

/** Holds answers back until they are let go. */
async function hold(page: Page, url: string): Promise<{ asked: () => number; release: () => Promise<void> }> {
  const held: Route[] = [];
  let open = false;
  await page.route(url, (route) => {
    if (open) return route.continue();
    held.push(route);
    return undefined;
  });
  return {
    asked: () => held.length,
    async release() {
      open = true;
      await Promise.all(held.map((route) => route.continue()));
    },
  };
}

test('a slow server: bones while there is nothing, never anything over what is there', async () => {
  await yard.submit('slowly', 'true');
  await yard.inState('slowly', 'succeeded');
  const page = await browser.signedIn(yard.server);
  const list = new JobListPage(page);
  const first = await hold(page, '**/api/v1/workspaces/w/jobs?*');
  await list.open('w');
  await page.locator('main [class*="bones"]').first().waitFor();
  expect(await page.locator('[role="progressbar"]:not([aria-valuenow])').count()).toBe(0);
  await first.release();
  await list.row('slowly').waitFor();
  expect(await page.locator('main [class*="bones"]').count()).toBe(0);

  // Whatever is asked again meanwhile: the rows stay as they are.
  await new Frame(page).waitUntilLive();
  const again = await hold(page, '**/api/v1/workspaces/w/experiments/e/jobs/*');
  await yard.submit('slowly-2', 'true');
  await until('the new job to be asked for', () => again.asked() > 0);
  expect(await list.row('slowly').isVisible()).toBe(true);
  expect(await page.locator('main [class*="bones"]').count()).toBe(0);
  expect(await page.locator('[role="progressbar"]:not([aria-valuenow])').count()).toBe(0);
  await again.release();
  await list.sign('slowly-2', 'succeeded').waitFor();
  expect(browser.complaints).toEqual([]);
});

test('a job that prints 10,000 lines a second: the page answers all the while, and lacks no line at the end', async () => {
  const [seconds, each] = [20, 10_000];
  const lines = seconds * each;
  const gate = new Gate(yard.server, 'storm');
  await yard.submit('storm', {
    customToolkitSettings: {
      commandLine: `${gate.wait}; for s in $(seq 0 ${seconds - 1}); do seq $((s * ${each} + 1)) $(((s + 1) * ${each})); sleep 1; done`,
    },
  });
  await yard.inState('storm', 'running');
  const page = await browser.signedIn(yard.server);
  const frame = new Frame(page);
  const job = await new JobPage(page).open(of('storm'));
  await frame.waitUntilLive();
  await frame.mark();
  gate.open();
  await job.waitForLines(2 * each);
  const isRunning = async () => (await yard.job('storm')).executionState === 'running';
  for (const tab of ['Attempts', 'Configuration', 'Live']) {
    await job.tab(tab).click();
    await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    await page.getByRole('tabpanel', { name: tab }).waitFor();
  }
  await page.getByRole('button', { name: 'Following' }).click();
  await page.getByText(/^Paused, [\d,]+ new lines$/).waitFor();
  await page.getByLabel('Search the whole log').fill('77');
  await page
    .getByText(/^[\d,]+ lines?(,| so far)/)
    .first()
    .waitFor();
  expect(await isRunning()).toBe(true);

  await job.says('succeeded');
  await page.getByRole('button', { name: /^Paused|^To the end/ }).click();
  await until('the last line', async () => (await job.shownLines()).at(-1)?.number === lines);
  const { missing, doubled } = await job.waitForLines(1);
  expect({ missing, doubled }).toEqual({ missing: 0, doubled: 0 });
  expect((await job.shownLines()).filter(({ number, text }) => text !== String(number))).toEqual([]);
  await job.log.press('Home');
  await until('the first line', async () => (await job.shownLines())[0]?.text === '1');
  expect((await job.shownLines()).filter(({ number, text }) => text !== String(number))).toEqual([]);
  const stored = (await yard.log('storm')).toString();
  expect(stored).toBe(Array.from({ length: lines }, (_, at) => `${at + 1}\n`).join(''));
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
});

test('what is asked before the page has any code is what the page asks: each answer is taken, and nothing is asked twice', async () => {
  await yard.submit('early', 'echo early');
  await yard.inState('early', 'succeeded');
  const page = await browser.signedIn(yard.server);
  // Without events nothing is asked anew, and no answer is forgotten.
  await page.route(/\/socket\.io\//, (route) => route.abort());
  await page.routeWebSocket(/\/socket\.io\//, (socket) => socket.close());
  for (const path of ['/w/w', '/w/w/jobs/e/early', '/w/w/clusters']) {
    const asked: string[] = [];
    const hear = (request: { url(): string }) => {
      if (request.url().includes('/api/v1/')) asked.push(request.url());
    };
    page.on('request', hear);
    await page.goto(path);
    const left = () =>
      page.evaluate(() => (globalThis as { trainyardEarly?: Map<string, unknown> }).trainyardEarly?.size);
    await until(`the answers of ${path} are taken`, async () => asked.length >= 4 && (await left()) === 0);
    page.off('request', hear);
    expect(new Set(asked).size).toBe(asked.length);
  }
});

/** Questions that a page asked of the server, by their addresses. */
function questionsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'GET' && request.url().includes('/api/v1/')) asked.push(request.url());
  });
  return asked;
}

test('a page that begins to hear of changes asks for nothing that it has', async () => {
  const page = await browser.signedIn(yard.server);
  const asked = questionsOf(page);
  const marked = Promise.withResolvers<void>();
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (/\["mark",\{"topic":"workspace:/.test(String(payload))) marked.resolve();
    });
  });
  await page.goto('/w/w');
  await marked.promise;
  await new Frame(page).waitUntilLive();
  // Whatever the mark led to was sent before this.
  expect(await page.evaluate("fetch('/healthz').then((answer) => answer.status)")).toBe(200);
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.filter((one, at) => asked.indexOf(one) < at)).toEqual([]);
});

test('what happens between the first answers and the connection is told, and lists are not asked for again', async () => {
  const gate = new Gate(yard.server, 'between');
  await yard.submit('between', gate.wait);
  await yard.inState('between', 'running');
  const page = await browser.signedIn(yard.server);
  const asked = questionsOf(page);
  const socket = await hold(page, '**/assets/live-*.js');
  const overview = await new OverviewPage(page).open('w');
  await overview.running('between').waitFor();
  await until('the code of the socket to be asked for', () => socket.asked() > 0);
  gate.open();
  await yard.inState('between', 'succeeded');
  await yard.submit('in-between', 'true');
  await yard.inState('in-between', 'succeeded');
  expect(await overview.running('between').isVisible()).toBe(true);
  await socket.release();
  await overview.nothingRuns.waitFor();
  await overview.pane('Latest').getByRole('listitem').filter({ hasText: 'in-between' }).first().waitFor();
  await new Frame(page).openFromRail('Jobs');
  await new JobListPage(page).sign('in-between', 'succeeded').waitFor();
  const lists = asked.filter((one) => /\/jobs\?(state=|limit=100$)/.test(one));
  expect(lists.filter((one, at) => lists.indexOf(one) < at)).toEqual([]);
  expect(browser.complaints).toEqual([]);
});
