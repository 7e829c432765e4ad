import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { Frame } from '../../pages/frame.ts';
import { JobPage } from '../../pages/job-page.ts';
import { NodePage } from '../../pages/node-page.ts';
import { OverviewPage } from '../../pages/overview-page.ts';

let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  yard = await Yard.open(1);
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});
afterEach(() => {
  expect(browser.complaints).toEqual([]);
});

test('cells tell of a job as it runs; by keyboard to its node, which keeps its page when it is gone', async () => {
  const [node] = await yard.nodes();
  const name = node?.name ?? '';
  const page = await browser.signedIn(yard.server);
  await new OverviewPage(page).open('w');
  await new Frame(page).waitUntilLive();
  const map = page.getByRole('application', { name: /^Nodes of c: 1 node/ });
  await until('a free cell', async () => (await map.getAttribute('aria-label'))?.includes('1 free'));
  const gate = new Gate(yard.server, 'held');
  await yard.submit('held', gate.wait);
  await until('a held cell with a value', async () =>
    /1 allocated, mean/.test((await map.getAttribute('aria-label')) ?? ''),
  );

  await map.hover({ position: { x: 6, y: 24 } });
  await page.getByText(`${name}, GPU 0`).first().waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await breaches(page)).toEqual([]);
  }
  // Not `check`: the choice is the address's, which follows a moment after the press.
  await page.getByRole('radio', { name: 'Topology' }).click();
  const { hostname } = (await yard.nodes())[0]?.found?.machine ?? { hostname: '' };
  await map.getByText(hostname, { exact: true }).waitFor();
  await map.hover({ position: { x: 16, y: 60 } });
  await page.getByText(`machine ${hostname}`).waitFor();
  expect(await breaches(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show as table' }).click();
  await page.getByText(hostname, { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Show as map' }).click();
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page
    .getByText(/GPU 0: \d+\s%, held/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/clusters/c/nodes/${name}`);
  const shown = await new NodePage(page).shows(name);
  await shown.task('held').getByText('holds it now').waitFor();

  await page.getByRole('button', { name: 'Stop new work' }).click();
  await until('the node to take no work', async () => (await yard.nodes())[0]?.schedulable === false);
  await page.getByRole('button', { name: 'Drain…' }).click();
  const dialog = page.getByRole('dialog', { name: `Drain ${name}` });
  await dialog.getByText('held', { exact: true }).waitFor();
  expect(await breaches(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Deadline' }).fill('1 h');
  await dialog.getByRole('button', { name: 'Drain node' }).click();
  await page
    .getByText(/what runs is stopped at .*, in 59\smin/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Change drain…' }).click();
  await dialog.getByRole('radio', { name: 'Are stopped now' }).check();
  await dialog.getByRole('button', { name: 'Stop jobs and drain' }).click();
  await yard.inState('held', 'queued');
  await page.getByText('nothing runs on it').first().waitFor();
  expect(await breaches(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take work again' }).click();
  gate.open();
  await yard.inState('held', 'succeeded');
  const scaleSettings = { manual: { targetNodeCount: 0 } };
  await yard.client.call('updateCluster', { params: { workspace: 'w', name: 'c' }, body: { scaleSettings } });
  await shown.gone.waitFor();
  await page.reload();
  await shown.gone.waitFor();
  // Two attempts ran here: the one that the drain stopped, and the one that went on.
  await shown.task('held').getByRole('link', { name: 'held' }).first().click();
  await page.waitForURL('**/w/w/jobs/e/held');
  await new JobPage(page).receipts.getByText('Stopped because its node was drained').waitFor();
});
