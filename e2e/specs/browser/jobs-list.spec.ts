import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { JobListPage } from '../../pages/job-list-page.ts';

let yard: Yard;
let browser: RigBrowser;
const many = 2_500;

beforeAll(async () => {
  yard = await Yard.open(1);
  browser = await RigBrowser.launch();
  const params = { workspace: 'w', experiment: 'e' };
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: { name: 'empty', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } },
  });
  const common = { cluster: { name: 'empty' }, customToolkitSettings: { commandLine: 'true' } };
  const jobs = Array.from({ length: many }, (_, at) => ({ name: `wait-${String(at).padStart(4, '0')}` }));
  await yard.client.call('submitJobs', { params, body: { common, jobs } });
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

test('a list of thousands: any place, any order, narrowed by its address; verbs for all of it are undone', async () => {
  const page = await browser.signedIn(yard.server);
  const list = await new JobListPage(page).open('w');
  await list.row('wait-2499').waitFor();
  await page.getByText('2,500', { exact: true }).first().waitFor();
  await list.frame.evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight / 2 }));
  await list.row('wait-1250').waitFor();
  await list.frame.evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
  await list.row('wait-0000').waitFor();

  await page.getByRole('columnheader', { name: 'Job' }).getByRole('button').click();
  await page.waitForURL('**sort=name');
  await list.row('wait-0000').waitFor();
  await page.getByRole('searchbox').fill('wait-24');
  await page.waitForURL('**q=wait-24');
  await page.getByText('100 of 2,500').waitFor();

  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await page.getByRole('button', { name: 'Hold 100' }).click();
  const held = async () => (await yard.job('wait-2400')).held;
  await until('the jobs to be held', held);
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('the jobs to be let go', async () => !(await held()));
  expect(await breaches(page)).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('failures that are one stand as one, with their line and what cured them', async () => {
  const train = (size: number) =>
    `set -- --batch-size ${size} ; test $2 -le 32 || { echo "RuntimeError: CUDA out of memory. Tried to allocate $2 GiB" >&2; exit 1; }`;
  for (const [name, size] of [
    ['train-1', 48],
    ['train-2', 64],
    ['train-3', 32],
  ] as const) {
    await yard.submit(name, train(size));
    await yard.inState(name, size > 32 ? 'failed' : 'succeeded');
  }
  const page = await browser.signedIn(yard.server);
  await page.goto('/w/w/jobs?view=families');
  const family = page.getByRole('listitem').filter({ hasText: 'CUDA out of memory' }).first();
  await family.getByText('2 times').waitFor();
  await family.getByText('batch-size 64 → 32').waitFor();
  expect(await breaches(page)).toEqual([]);
  await family.getByRole('link', { name: 'Show 2 jobs' }).click();
  await new JobListPage(page)
    .row('train-2')
    .getByText(/CUDA out of memory; 2 times; cured by/)
    .waitFor();
  expect(browser.complaints).toEqual([]);
});
