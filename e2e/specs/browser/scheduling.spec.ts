import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { ClusterPage } from '../../pages/cluster-page.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  const preemption = { enabled: true, grace: 'PT1S' };
  yard = await Yard.open(1, { scheduling: { preemption }, price: { perNodeHour: 1.5, currency: 'EUR' } });
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});
afterEach(() => {
  expect(browser.complaints).toEqual([]);
});

const of = (name: string) => ({ workspace: 'w', experiment: 'e', name });

test('a job that waits says why; its lever takes the node, and both jobs show the receipt', async () => {
  const gate = new Gate(yard.server, 'first');
  await yard.submit('first', gate.wait);
  await yard.inState('first', 'running');
  await yard.submit('urgent', 'echo in time');
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('urgent'));
  await new Frame(page).waitUntilLive();
  await page.getByText('1 needed, 0 free, 1 short').first().waitFor();
  const lever = job.lever('Set its priority to high');
  await lever.getByText('It takes the nodes of 1 running job of a lower priority').waitFor();
  await lever.getByRole('button', { name: 'Set to high' }).click();
  const ask = page.getByRole('dialog', { name: 'Set the priority of urgent to high?' });
  await ask.getByRole('button', { name: 'Set to high' }).click();
  await job.says('succeeded');
  await job.receipts.getByText('Took from').waitFor();
  await job.receipts.getByText('high over normal').waitFor();
  await job.receipts.getByRole('link', { name: 'first' }).click();

  await job.page.getByRole('heading', { name: 'first', level: 1 }).waitFor();
  await job.receipts.getByText('Taken by').waitFor();
  await job.receipts.getByText('all since its start: it had no checkpoint').waitFor();
  await job.receipts.getByText(/^since [\d:]+, from the beginning$/).waitFor();
  await job.tab('Attempts').click();
  await page.getByRole('cell', { name: 'pre-empted' }).first().waitFor();
  gate.open();
  await job.says('succeeded');
});

test('a held job starts when it is released, by the button at the finding', async () => {
  await yard.submit('on-hold', { customToolkitSettings: { commandLine: 'true' }, held: true });
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('on-hold'));
  await new Frame(page).waitUntilLive();
  await page.getByText('Is held until somebody releases it.').waitFor();
  await job.panel('finding').getByRole('button', { name: 'Release' }).click();
  await job.says('succeeded');
});

test('a job that asks for too much is written anew with less, in the place of the one that waits', async () => {
  await yard.submit('too-wide', { nodeCount: 2, customToolkitSettings: { commandLine: 'true' } });
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('too-wide'));
  await job.lever('Ask for 1 node').getByRole('link', { name: 'Edit and resubmit' }).click();
  const form = new JobSubmitPage(page);
  await until('the form to ask for one node', async () => (await page.getByLabel('Nodes').inputValue()) === '1');
  await until('a name after the one that waits', async () => (await form.name.inputValue()) === 'too-wide-2');
  await page.getByText('€1.50').waitFor();
  await page.getByText('in the next pass').waitFor();
  expect(await page.getByLabel('Take too-wide out of the queue when this is submitted').isChecked()).toBe(true);
  await form.send.click();
  await page.waitForURL('**/jobs/e/too-wide-2');
  await job.says('succeeded');
  await yard.inState('too-wide', 'failed');
});

test('an array is one row of the list, and its shards are told one by one', async () => {
  const gate = new Gate(yard.server, 'shards');
  const commandLine = `test "$TRAINYARD_SHARD_INDEX" -ne 3 || exit 7; test "$TRAINYARD_SHARD_INDEX" -ne 5 || { ${gate.wait}; }`;
  await yard.submit('many', {
    customToolkitSettings: { commandLine },
    cpusPerNode: 0.1,
    memoryPerNode: '32MiB',
    array: { count: 6, maxParallel: 2, minSucceeded: 5 },
  });
  const page = await browser.signedIn(yard.server);
  const row = (await new JobListPage(page).open('w')).row('many');
  await row.getByText('×6').waitFor();
  await row.getByText('4/6').waitFor();
  const job = await new JobPage(page).open(of('many'), '?tab=attempts');
  const shards = job.panel('shards');
  await shards.getByText('6 of 6 have started').waitFor();
  await shards.getByRole('radio', { name: 'failed' }).check();
  await until('one failed shard', async () => (await shards.getByRole('rowheader').allTextContents()).join() === '3');
  await shards.getByRole('link', { name: '3' }).click();
  await page.getByText('Shard 3 of 6: its attempts, log and charts.').waitFor();
  await page.getByText('exit code 7').first().waitFor();
  gate.open();
  await job.says('succeeded');
});

test('a cluster tells when and why it was given nodes, as it happens, and what they cost', async () => {
  const scaleSettings = { autoScale: { minimumNodeCount: 0, maximumNodeCount: 1, initialNodeCount: 0 } };
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: { name: 'auto', vmSize: 'STANDARD_D1', scaleSettings },
  });
  const page = await browser.signedIn(yard.server);
  const frame = new Frame(page);
  await new ClusterPage(page).open('w', 'auto', 'Scaling');
  await frame.waitUntilLive();
  await frame.mark();
  await page.getByRole('cell', { name: 'the initial count is 0' }).waitFor();
  await yard.submit('grows', { customToolkitSettings: { commandLine: 'true' }, cluster: { name: 'auto' } });
  const grown = page.getByRole('row').filter({ hasText: '0 → 1' });
  await grown.getByText(/1 node is needed by 0 running and 1 waiting job/).waitFor();
  expect(await frame.isStillTheSameDocument()).toBe(true);
  await new ClusterPage(page).open('w', 'c');
  await page.getByText('€1.50 per node and hour').waitFor();
});

test('a limit is set, holds, and is removed', async () => {
  const page = await browser.signedIn(yard.server);
  await page.goto('/w/w/limits');
  await page.getByRole('button', { name: 'Set a limit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a limit' });
  await dialog.getByLabel('Workspace', { exact: true }).fill('w');
  await dialog.getByRole('button', { name: 'Set limit' }).click();
  await dialog.getByText('Write at least one amount.').waitFor();
  await dialog.getByLabel('GPUs').fill('1');
  await dialog.getByRole('button', { name: 'Set limit' }).click();
  const row = page.getByRole('row').filter({ hasText: 'workspace' });
  await row.getByText('0 of 1').waitFor();
  const gate = new Gate(yard.server, 'limited');
  await yard.submit('limited', gate.wait);
  await row.getByText('1 of 1').first().waitFor();
  await row.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove limit' }).click();
  await page.getByText('No limit is set').waitFor();
  gate.open();
  await yard.inState('limited', 'succeeded');
});
