import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { agentsOf } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { Charts, Work } from '../../pages/charts.ts';
import { JobPage } from '../../pages/job-page.ts';

const of = { workspace: 'w', experiment: 'e', name: 'trains' };
let yard: Yard;
let browser: RigBrowser;
let page: Page;
let work: Work;
let charts: Charts;
let gate: Gate;
let nodes: { uid: string; name: string }[];

/** One job on two nodes with a GPU each, watched by one page. */
beforeAll(async () => {
  yard = await Yard.open(2);
  browser = await RigBrowser.launch();
  gate = new Gate(yard.server, 'trains');
  nodes = (await yard.nodes()).map(({ uid, name }) => ({ uid, name }));
  await yard.submit('trains', { nodeCount: 2, distributedSettings: { commandLine: `echo begins; ${gate.wait}` } });
  await yard.inState('trains', 'running');
  page = await browser.signedIn(yard.server);
  work = await Work.of(page);
  await new JobPage(page).open(of);
  charts = new Charts(page);
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

const newest = (uid: string): number => work.samples.get(uid)?.at(-1) ?? 0;
const node = (at: number) => nodes[at] as { uid: string; name: string };

/** Waits until this many more samples of a node have come. */
async function moreSamples(uid: string, count: number): Promise<void> {
  const from = work.samples.get(uid)?.length ?? 0;
  await until(`${count} samples more`, () => (work.samples.get(uid)?.length ?? 0) >= from + count);
}

test('samples come each second, and are painted and written without a render of the page', async () => {
  await moreSamples(node(0).uid, 3);
  const tile = charts.tile(node(0).name);
  await until('a value', async () => /%/.test((await tile.locator('[data-of="value"]').textContent()) ?? ''));
  // React puts the properties of what it rendered last upon each element.
  const rendered = (forget: boolean) =>
    tile.evaluate<boolean, boolean>((element, first) => {
      const key = Object.keys(element).find((name) => name.startsWith('__reactProps')) as never;
      const held = globalThis as unknown as { props: unknown };
      if (first) held.props = element[key];
      return held.props !== element[key];
    }, forget);
  // What happens to the job in its first seconds is rendered; samples are not.
  await until('three samples that were painted and not rendered', async () => {
    await rendered(true);
    const before = await work.painted();
    await moreSamples(node(0).uid, 3);
    return (await work.painted()) > before && !(await rendered(false));
  });
  const seconds = (work.samples.get(node(0).uid) ?? []).slice(-3);
  expect(seconds.map((at) => at - (seconds[0] ?? 0))).toEqual([0, 1_000, 2_000]);
});

test('one crosshair is moved by keys for all charts; a stretch is chosen, looked at closely and left again', async () => {
  await charts.chart('CPU').waitFor();
  await charts.keys.focus();
  await page.keyboard.press('ArrowLeft');
  await charts.gpus.getByText(/^crosshair \d\d:\d\d:\d\d$/).waitFor();
  expect(await charts.keys.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d, /);
  // The log marks the last line that was printed by then, and a line of the log marks its instant in the charts.
  const log = page.getByRole('log');
  await log.locator('[data-crosshair][data-line="1"]').waitFor();
  await page.getByRole('button', { name: /^crosshair \d\d:\d\d:\d\d, line 1$/ }).waitFor();
  await page.keyboard.press('Escape');
  await log.locator('[data-crosshair]').waitFor({ state: 'detached' });
  await log.getByText('begins').first().hover();
  await charts.gpus.getByText(/^crosshair \d\d:\d\d:\d\d$/).waitFor();
  await page.mouse.move(0, 0);
  await charts.gpus.getByText(/^crosshair /).waitFor({ state: 'detached' });
  await charts.keys.focus();
  await page.keyboard.press('ArrowLeft');
  for (let at = 0; at < 3; at++) await page.keyboard.press('Shift+ArrowLeft');
  await charts.gpus.getByText(/^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d, /).waitFor();
  await page
    .locator('[data-panel="machine"]')
    .getByText(/^mean \d/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('+');
  await charts.back.waitFor();
  await page.keyboard.press('End');
  await charts.back.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  const box = await charts.tile(node(0).name).locator('canvas').boundingBox();
  if (!box) throw new Error('there is no chart');
  await page.mouse.move(box.x + box.width - 4, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 40, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await charts.back.click();
  await charts.back.waitFor({ state: 'detached' });
});

test('the small charts are a table and a file as well', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    charts.gpus.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const [head, ...rows] = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(head).toBe(`\ufeffTime,"${node(0).name}, GPU 0","${node(1).name}, GPU 0"`);
  expect(rows.at(-1)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,[\d.]*,[\d.]*$/);
  await charts.gpus.getByRole('button', { name: 'Show as table' }).click();
  await charts.gpus
    .getByRole('row', { name: /\d\d:\d\d:\d\d .*%/ })
    .first()
    .waitFor();
  await charts.gpus.getByRole('button', { name: 'Show as chart' }).click();
  await charts.tile(node(0).name).waitFor();
});

test('a hidden tab paints nothing, is told nothing after a while, and catches up when it is seen', async () => {
  await work.hide(true);
  const [painted, left] = [await work.painted(), work.left];
  const written = await charts.gpus.textContent();
  await until('the subscriptions to be given up', () => work.left > left);
  const last = newest(node(0).uid);
  // The job goes on meanwhile: what is recorded of it grows.
  await until('samples that nobody is told', async () => {
    const { series } = await yard.client.call('readSeries', {
      query: { node: node(0).uid, metric: 'gpu.utilisation', from: last + 2_000, points: 5_000 },
    });
    return series.length > 0;
  });
  expect(await work.painted()).toBe(painted);
  expect(await charts.gpus.textContent()).toBe(written);
  await work.hide(false);
  await until('a painting', async () => (await work.painted()) > painted);
  await moreSamples(node(0).uid, 1);
  await until('a current tile', async () => (await charts.freshness(node(0).name)) === 'current');
});

test('of an agent that stands still only its own tiles grow old, and they come back', async () => {
  const [silent, speaks] = [node(1), node(0)];
  const agent = agentsOf(yard.server.home).find(({ environment }) => environment.TRAINYARD_NODE === silent.uid);
  if (!agent) throw new Error('the node has no agent');
  await moreSamples(silent.uid, 2);
  expect(await charts.freshness(silent.name)).toBe('current');
  process.kill(agent.pid, 'SIGSTOP');
  try {
    await until('the tile to be old', async () => (await charts.freshness(silent.name)) === 'old');
    expect(await charts.age(silent.name)).toMatch(/^\d+\Ws old$/);
    expect(await charts.freshness(speaks.name)).toBe('current');
    expect(await charts.age(speaks.name)).toBe('');
  } finally {
    // In time: after a few seconds the node counts as lost, and its job runs elsewhere.
    process.kill(agent.pid, 'SIGCONT');
  }
  await until('the tile to be current again', async () => (await charts.freshness(silent.name)) === 'current');
});

test('what was measured is there after the job has ended and its nodes are gone', async () => {
  gate.open();
  await yard.inState('trains', 'succeeded');
  const params = { workspace: 'w', name: 'c' };
  await yard.client.call('updateCluster', { params, body: { scaleSettings: { manual: { targetNodeCount: 0 } } } });
  await until('no node', async () => (await yard.nodes()).length === 0);
  await page.reload();
  for (const { name } of nodes) {
    const value = charts.tile(name).locator('[data-of="value"]');
    await until(`a value of ${name}`, async () => /%/.test((await value.textContent()) ?? ''));
    expect(await charts.freshness(name)).toBe('current');
  }
  await charts
    .chart('CPU')
    .and(page.getByRole('img', { name: /last \d/ }))
    .waitFor();
  await page
    .locator('[data-panel="gpu-time"]')
    .getByText(/^allocated .+, busy .+, useful /)
    .waitFor();
  expect(browser.complaints).toEqual([]);
});
