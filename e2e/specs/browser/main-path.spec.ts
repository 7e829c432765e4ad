import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { readAll } from '../../cluster/read-all.ts';
import { adminToken, RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { ClusterCreatePage } from '../../pages/cluster-create-page.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';
import { OverviewPage } from '../../pages/overview-page.ts';
import { SignInPage } from '../../pages/sign-in-page.ts';
import { WorkspaceCreatePage } from '../../pages/workspace-create-page.ts';

let server: RigServer;
let browser: RigBrowser;
beforeAll(async () => {
  server = await new RigServer().start();
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const of = { workspace: 'vision', experiment: 'digits', name: 'first-run' };
const steps = 40;
const half = steps / 2;

/** Trains in two halves, between which it waits; leaves a checkpoint after the first and a model at the end. */
const program = (gate: Gate): string => `train() {
  for step in $(seq "$1" "$2"); do
    echo "step $step/${steps} loss=0.$((99 - step)) accuracy=0.$((50 + step))"
    sleep 0.1
  done
}
train 1 ${half}
echo 'weights after the first half' > "$TRAINYARD_CHECKPOINTS/step-${half}.ckpt"
${gate.wait}
train ${half + 1} ${steps}
seq 1 50000 > "$AZ_BATCHAI_OUTPUT_MODEL/weights.txt"
`;
const model = Array.from({ length: 50_000 }, (_, at) => `${at + 1}\n`).join('');

test('a newcomer signs in, makes a workspace and a cluster, submits a job, watches it and takes its model home', async () => {
  const gate = new Gate(server, 'half');
  const context = await browser.context({ baseURL: server.url });
  const page = await browser.page(context);
  const frame = new Frame(page);

  await page.goto('/');
  await page.waitForURL('**/signin*');
  await new SignInPage(page).signIn(adminToken);
  await page.getByRole('heading', { name: 'Make the first workspace' }).waitFor();
  await new WorkspaceCreatePage(page).create(of.workspace);
  expect((await server.client.call('listWorkspaces', {})).items.map(({ name }) => name)).toEqual([of.workspace]);

  await page.getByRole('main').getByRole('link', { name: 'Create a cluster' }).click();
  const design = new ClusterCreatePage(page);
  await design.name.fill('one');
  await design.choose('STANDARD_NC6');
  await design.fixed(1);
  await design.submit.click();
  await page.waitForURL('**/clusters/one');
  const cluster = await server.client.call('getCluster', { params: { workspace: of.workspace, name: 'one' } });
  expect(cluster).toMatchObject({ vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 1 } } });

  await frame.openFromRail('Jobs');
  await page.getByRole('link', { name: 'Submit job' }).first().click();
  const form = new JobSubmitPage(page);
  await form.experiment.fill(of.experiment);
  await form.call(of.name);
  await form.toolkit('Custom').click();
  await form.command.fill('bash train.sh');
  await form.addFile('train.sh', program(gate));
  await form.addOutput('MODEL');
  await form.submit();
  const address = await server.client.call('getJob', { params: of });
  expect(address).toMatchObject({ toolType: 'custom', outputDirectories: [{ id: 'MODEL' }] });

  // From here on the page is never loaded again: what it shows comes by itself.
  await frame.mark();
  const job = new JobPage(page);
  await job.waitForLines(half);
  const chartBefore = await until('the chart of the first half', async () => {
    const said = await job.chart('loss');
    return said.includes('last 0.79') && said;
  });
  const beside = await browser.page(context);
  const overview = await new OverviewPage(beside).open(of.workspace);
  await overview.running(of.name).waitFor();

  gate.open();
  await job.waitForLines(steps);
  await until('the chart of the second half', async () => (await job.chart('loss')).includes('last 0.59'));
  expect(await job.chart('loss')).not.toBe(chartBefore);
  await job.says('succeeded');
  await overview.nothingRuns.waitFor();
  expect(await job.ledger()).toEqual({ lines: steps, missing: 0, doubled: 0, resumed: null });
  // Lines of several streams wait a moment for each other before they have a place.
  await until('the last line', async () =>
    (await job.shownLines()).some(
      ({ number, text }) => number === steps && text === `step ${steps}/${steps} loss=0.59 accuracy=0.90`,
    ),
  );
  expect(await server.client.call('getJob', { params: of })).toMatchObject({ executionState: 'succeeded', attempt: 1 });

  await job.tab('Files').click();
  await page.getByRole('link', { name: 'checkpoints', exact: true }).click();
  await job.download(`step-${half}.ckpt`).waitFor();
  await page.getByRole('link', { name: 'MODEL', exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), job.download('weights.txt').click()]);
  expect(download.suggestedFilename()).toBe('weights.txt');
  expect(readFileSync(await download.path(), 'utf8')).toBe(model);
  const { items } = await server.client.call('listArtifacts', { params: of });
  expect(items.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
    `checkpoint step-${half}.ckpt`,
    'output weights.txt',
  ]);
  const stored = items.find(({ kind }) => kind === 'output')?.uid ?? '';
  const answer = await server.client.bytes('getArtifact', { params: { uid: stored } });
  expect((await readAll(answer.stream)).toString()).toBe(model);

  await frame.openFromRail('Jobs');
  await new JobListPage(page).sign(of.name, 'succeeded').waitFor();
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
});
