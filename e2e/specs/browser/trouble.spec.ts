import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { processesOfJob } from '../../cluster/processes.ts';
import { adminToken } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { ClusterCreatePage } from '../../pages/cluster-create-page.ts';
import { ClusterPage } from '../../pages/cluster-page.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';
import { SignInPage } from '../../pages/sign-in-page.ts';

let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  yard = await Yard.open(2);
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

/** Ranks that do a step, say so and wait for each other by files in a directory; `before` is what a rank does first. */
function inStep(directory: string, ranks: number, before: string): string {
  const all = Array.from({ length: ranks }, (_, rank) => `-e ${directory}/$i.${rank}`).join(' -a ');
  const wait = `until [ ${all} ]; do sleep 0.05; done`;
  return `for i in $(seq 1 5000); do ${before} sleep 0.2; echo "step $i/5000"; : > ${directory}/$i.$RANK; ${wait}; done`;
}

test('a rank that is slower than the others and one that stands still are found, with who it is and since when', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ranks-'));
  try {
    for (const name of ['slow', 'stuck']) mkdirSync(join(directory, name));
    const share = { nodeCount: 2, cpusPerNode: 2 };
    const slow = inStep(join(directory, 'slow'), 4, '[ $RANK = 2 ] && sleep 0.6;');
    await yard.submit('slow', { ...share, distributedSettings: { commandLine: slow, processCount: 4 } });
    const stuck = inStep(join(directory, 'stuck'), 2, '');
    const { uid } = await yard.submit('stuck', {
      ...share,
      distributedSettings: { commandLine: stuck, processCount: 2 },
    });
    const found = async (job: string) =>
      (await yard.client.call('listVitals', { params: { workspace: 'w' } })).items.find((one) => one.job === job);
    await until('steps of both ranks', async () => ((await found(uid))?.progress?.step ?? 0) > 12);
    for (const { pid, environment } of processesOfJob(uid)) if (environment.RANK === '1') process.kill(pid, 'SIGSTOP');

    const page = await browser.signedIn(yard.server);
    const job = await new JobPage(page).open(of('slow'));
    const finding = job.panel('finding');
    await finding.getByText('Rank 2 holds the others back').waitFor({ timeout: 60_000 });
    await finding.getByText(/The other 3 wait \d+ ms a step/).waitFor();
    await finding.getByRole('button', { name: 'Evidence' }).click();
    expect(new URL(page.url()).searchParams.get('rank')).toBe('2');

    await job.open(of('stuck'));
    await finding.getByText(/Rank 0 waits at step \d+, rank 1 last spoke at/).waitFor({ timeout: 60_000 });
    expect((await found(uid))?.finding).toMatchObject({ kind: 'hang', ranks: [1] });
    for (const name of ['slow', 'stuck']) {
      await until(`the finding to be kept with ${name}`, async () => (await yard.job(name)).vitals?.finding != null);
      await yard.client.call('terminateJob', { params: of(name) });
    }
    for (const { pid, environment } of processesOfJob(uid)) if (environment.RANK === '1') process.kill(pid, 'SIGCONT');
    for (const name of ['slow', 'stuck']) await yard.inState(name, 'failed');
    expect((await yard.job('stuck')).vitals?.progress?.steps).toBe(5_000);
    await page.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a session that is ended from elsewhere: one signs in over the page, and what was typed is still there and is sent', async () => {
  const { uid, secret } = await yard.client.call('createToken', { body: { name: 'laptop', role: 'administrator' } });
  const page = await browser.page(await browser.context({ baseURL: yard.server.url }));
  await page.goto('/w/w/jobs/new');
  await new SignInPage(page).signIn(secret);
  const form = await new JobSubmitPage(page).open('w');
  const frame = new Frame(page);
  await frame.waitUntilLive();
  await frame.mark();
  await form.call('half-typed');
  await form.toolkit('Custom').click();
  await form.command.fill('echo what was typed before');

  await yard.client.call('revokeToken', { params: { uid } });
  const again = page.getByRole('dialog', { name: 'Your session ended' });
  await again.waitFor();
  await new SignInPage(page).signIn(adminToken);
  await again.waitFor({ state: 'detached' });
  await frame.waitUntilLive();
  expect(await form.name.inputValue()).toBe('half-typed');
  expect(await form.command.inputValue()).toBe('echo what was typed before');
  await form.addTag('after', 'the dialog');
  await form.submit();
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(await yard.inState('half-typed', 'succeeded')).toMatchObject({
    tags: { after: 'the dialog' },
    customToolkitSettings: { commandLine: 'echo what was typed before' },
  });
});

describe('what is shown goes away', () => {
  test('a job that is deleted under its page: the page says so and keeps what it showed', async () => {
    await yard.submit('short-lived', 'echo once');
    await yard.inState('short-lived', 'succeeded');
    const page = await browser.signedIn(yard.server);
    const job = await new JobPage(page).open(of('short-lived'));
    await job.waitForLines(1);
    await new Frame(page).waitUntilLive();
    await yard.client.call('deleteJob', { params: of('short-lived') });
    await page.getByText('short-lived was deleted').waitFor();
    expect(await job.action('Terminate…').count()).toBe(0);
    await page.getByRole('link', { name: 'Jobs of this experiment' }).click();
    await new JobListPage(page).row('short-lived').waitFor({ state: 'detached' });
  });

  test('a cluster that is deleted under its page: the page says so, and its jobs tell where they were', async () => {
    await yard.client.call('createCluster', {
      params: { workspace: 'w' },
      body: { name: 'gone', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } },
    });
    await yard.submit('left-behind', { cluster: { name: 'gone' }, customToolkitSettings: { commandLine: 'true' } });
    const page = await browser.signedIn(yard.server);
    const cluster = await new ClusterPage(page).open('w', 'gone');
    await new Frame(page).waitUntilLive();
    await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'gone' } });
    await cluster.deleted.waitFor();
    await page.getByRole('link', { name: 'All clusters' }).click();
    await page.getByRole('grid', { name: 'Clusters' }).waitFor();
    expect(await page.getByRole('link', { name: 'gone', exact: true }).count()).toBe(0);
    const job = await new JobPage(page).open(of('left-behind'));
    await job.panel('head').getByText('its cluster was deleted').waitFor();
  });
});

describe('the server refuses', () => {
  test('a name that was taken a moment ago: said at its field, nothing is lost, another name is accepted', async () => {
    const page = await browser.signedIn(yard.server);
    const form = await new JobSubmitPage(page).open('w');
    await form.toolkit('Custom').click();
    await form.command.fill('echo mine');
    await form.call('first-come');
    await yard.submit('first-come', 'echo theirs');
    await form.send.click();
    await page.getByRole('alert').getByText('exists already').waitFor();
    await until('the fault at its field', async () => (await form.name.getAttribute('aria-invalid')) === 'true');
    const told = await form.name.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${told}"]`).textContent()).toContain('exists already');
    expect(await form.command.inputValue()).toBe('echo mine');
    await form.call('second-come');
    await form.submit();
    expect(await yard.job('second-come')).toMatchObject({ customToolkitSettings: { commandLine: 'echo mine' } });
  });

  test('the same of a cluster', async () => {
    const page = await browser.signedIn(yard.server);
    const form = await new ClusterCreatePage(page).open('w');
    await form.name.fill('c');
    await form.choose('STANDARD_D2');
    await form.fixed(0);
    await form.submit.click();
    await page.getByText('exists already').waitFor();
    expect(await form.name.getAttribute('aria-invalid')).toBe('true');
    await form.name.fill('c2');
    await form.submit.click();
    await page.waitForURL('**/clusters/c2');
    const made = await yard.client.call('getCluster', { params: { workspace: 'w', name: 'c2' } });
    expect(made.vmSize).toBe('STANDARD_D2');
  });
});

test('whatever people and programs write is text: nothing of it becomes part of a page', async () => {
  const evil = `<img id="injected" src="x" onerror="globalThis.__injected = 1">`;
  const [rtl, emoji] = ['\u202ekcab ot tnorf', '👩‍🔬🚂'];
  const file = `a <b id="injected"> ${emoji}.txt`;
  await yard.submit('hostile', {
    customToolkitSettings: {
      commandLine: `echo '${evil}'; printf '\\033]8;;javascript:alert(1)\\033\\\\link\\033]8;;\\033\\\\ ${rtl} ${emoji}\\n'; echo '${evil}' > "$AZ_BATCHAI_OUTPUT_OUT/${file.replaceAll('"', '\\"')}"; exit 3`,
    },
    outputDirectories: [{ id: 'OUT' }],
    environmentVariables: [{ name: 'EVIL', value: evil }],
    tags: { [evil]: evil, [rtl]: emoji },
  });
  await yard.inState('hostile', 'failed');
  const page = await browser.signedIn(yard.server);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const clean = async (where: string) => {
    expect([where, await page.locator('#injected, a[href^="javascript:"]').count()]).toEqual([where, 0]);
    expect(await page.evaluate('typeof globalThis.__injected')).toBe('undefined');
  };
  const job = await new JobPage(page).open(of('hostile'));
  await job.waitForLines(2);
  await until('the line', async () => (await job.shownLines()).some(({ text }) => text === evil));
  await job.panel('facts').getByText(`${evil}: ${evil}`).waitFor();
  await clean('live');
  for (const [tab, there] of [
    ['Attempts', 'Attempt'],
    ['Files', file],
    ['Events', 'failed'],
    ['Configuration', 'EVIL'],
  ] as const) {
    await job.tab(tab).click();
    await page.getByRole('tabpanel').getByText(there, { exact: false }).first().waitFor();
    await clean(tab);
  }
  await page.goto('/w/w/jobs/new?from=e%2Fhostile');
  await new JobSubmitPage(page).command.waitFor();
  await clean('submit');
  await page.goto('/w/w');
  await page.getByText('hostile failed').first().waitFor();
  await clean('overview');
  expect(dialogs).toEqual([]);
});

describe('one answer is broken', () => {
  test.each([
    ['directories', 'files', 'outputs'],
    ['attempts', 'attempts', 'attempts'],
    ['logs', 'live', 'log'],
  ])('of %s: its panel says so or does without, the rest of the page goes on', async (question, tab) => {
    const name = `broken-${question}`;
    const gate = new Gate(yard.server, name);
    await yard.submit(name, `echo one; ${gate.wait}; echo two`);
    await yard.inState(name, 'running');
    const page = await browser.signedIn(yard.server);
    let asked = 0;
    await page.route(`**/jobs/${name}/${question}*`, (route) => {
      asked += 1;
      return route.fulfill({ json: { items: [{ nothing: 'as expected' }, null, 7], next: null } });
    });
    const job = await new JobPage(page).open(of(name), `?tab=${tab}`);
    await until('the broken answer', () => asked > 0);
    await page.getByRole('tabpanel').getByRole('alert').first().waitFor();
    await job.says('running');
    expect(await page.getByRole('tab').count()).toBe(5);
    gate.open();
    await job.says('succeeded');
    await job.tab('Events').click();
    await page.getByRole('list', { name: 'Events' }).getByText('succeeded').first().waitFor();
  });
});
