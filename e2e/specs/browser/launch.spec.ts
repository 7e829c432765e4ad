import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { ClusterPage } from '../../pages/cluster-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';
import { Keys } from '../../pages/keys.ts';
import { TerminalPage } from '../../pages/terminal-page.ts';

let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  // Without GPUs, so that several processes fit a node.
  yard = await Yard.open(2, { vmSize: 'STANDARD_D2' });
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

/** Breaches of a page in both schemes, each told with its scheme. */
async function breachesInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    for (const breach of await breaches(page)) found.push(`${colorScheme}: ${breach}`);
  }
  return found;
}

async function channelEvents() {
  const { items } = await yard.client.call('listEvents', { query: { workspace: 'w', limit: 1000 } });
  return (items as unknown as TrainyardEvent[]).filter(({ type }) => type.startsWith('channel.'));
}

/** Stands for a program in Python: says its place among the others. */
const script = 'echo "rank $RANK of $WORLD_SIZE, $AZ_BATCHAI_PYTORCH_BACKEND, $*"\n';

test('a PyTorch job is written in the form, planned as it will run, and runs so', async () => {
  const page = await browser.signedIn(yard.server);
  const form = await new JobSubmitPage(page).open('w');
  await form.call('by-form');
  await form.toolkit('PyTorch').click();
  await form.field('Script').fill('train.sh');
  await form.field('Interpreter').fill('sh');
  await form.field('Arguments').fill('--epochs "2 or 3"');
  await page.getByRole('radio', { name: 'Gloo', exact: true }).check();
  await form.field('Nodes').fill('2');
  await form.field('Processes').fill('3');
  await form.addFile('train.sh', script);
  await until('the plan of three ranks', async () => (await form.plan()).length === 2);
  expect((await form.plan()).map(([node, ranks, role, , log]) => [node, ranks, role, log])).toEqual([
    ['node 0', 'ranks 0–1', 'rank', 'stdout-0.txt … stdout-1.txt'],
    ['node 1', 'rank 2', 'rank', 'stdout-2.txt'],
  ]);
  // A look at another toolkit loses nothing.
  await form.toolkit('TensorFlow').click();
  await form.field('Arguments of the first worker').waitFor();
  await form.toolkit('PyTorch').click();
  expect(await form.field('Processes').inputValue()).toBe('3');
  expect(await form.yaml.inputValue()).toContain('communicationBackend: gloo');
  await form.submit();
  await yard.inState('by-form', 'succeeded');
  const said = await Promise.all([0, 1, 2].map(async (rank) => String(await yard.log('by-form', { rank }))));
  expect(said).toEqual([0, 1, 2].map((rank) => `rank ${rank} of 3, gloo, --epochs 2 or 3\n`));
  await page.context().close();
});

test('what is wrong stands at its field, a password is never shown, and nobody is kept out', async () => {
  const page = await browser.signedIn(yard.server);
  const form = await new JobSubmitPage(page).open('w');
  await form.call('faulty');
  await form.toolkit('Caffe').click();
  await page.getByRole('radio', { name: 'In a container' }).click();
  await form.field('The registry asks for a sign-in').check();
  await form.field('User name').fill('lab');
  await form.field('Password').fill('hunter2');
  await form.field('Nodes').fill('0');
  await form.send.click();
  await page.getByRole('alert').getByRole('button', { name: 'nodeCount' }).waitFor();
  for (const path of ['caffeSettings.configFilePath', 'containerSettings.imageSourceRegistry.image', 'nodeCount']) {
    expect(await page.locator(`[id="field-${path}-help"]`).textContent()).not.toBe('');
    expect(await page.locator(`[id="field-${path}"]`).getAttribute('aria-invalid')).toBe('true');
  }
  expect(await form.yaml.inputValue()).toContain('username: lab');
  expect(await form.yaml.inputValue()).not.toContain('hunter2');
  expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('hunter2');
  expect(await breachesInBoth(page)).toEqual([]);
  await page.context().close();
});

test('a terminal leads into a running task: it shows what is typed, tells its end, and opens anew', async () => {
  const gate = new Gate(yard.server, 'shell');
  await yard.submit('held', {
    distributedSettings: { commandLine: `echo here > mine; ${gate.wait}` },
    nodeCount: 2,
    environmentVariables: [{ name: 'SAID', value: 'by the job' }],
  });
  await yard.inState('held', 'running');
  const page = await browser.signedIn(yard.server);
  await new JobPage(page).open(of('held'));
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Terminal', exact: true }).click();
  const terminal = await new TerminalPage(page).ready();
  await terminal.type('cat mine; echo "$SAID, rank $AZ_BATCHAI_TASK_INDEX"; tty | cut -c1-9');
  await terminal.shows('here');
  await terminal.shows('/dev/pts/');
  await terminal.type("printf '\\033[38;2;200;80;0m%s\\033[0m\\n' colour");
  await terminal.shows('colour');
  expect(await breachesInBoth(page)).toEqual([]);

  // The way out without a mouse, which the page tells of.
  const keys = new Keys(page);
  await keys.press('Control+Shift+Enter');
  expect((await keys.focused()).name).toBe('End session');
  await terminal.screen.click();
  await terminal.type('exit 3');
  await terminal.line('ended').filter({ hasText: 'Ended with exit code 3.' }).waitFor();
  await terminal.again.click();
  await terminal.ready();

  // The job ends under the shell: that is told, too.
  gate.open();
  await terminal.line('ended').or(terminal.line('cut')).waitFor();
  await yard.inState('held', 'succeeded');
  await page.reload();
  await page.getByText('No task of held runs now').waitFor();
  await page.context().close();
});

test('a terminal on a node: whose it was is recorded, what is left ends, and a phone can use it', async () => {
  const page = await browser.signedIn(yard.server, { viewport: narrow, hasTouch: true, isMobile: true });
  const terminal = await new TerminalPage(page).openNode('w', 'c', 'c-0');
  await terminal.type('sleep 31415');
  await page.getByRole('button', { name: 'Control C' }).click();
  await terminal.type('echo $((6 * 7))');
  await terminal.shows('42');
  expect(await sideways(page)).toBe(0);
  expect(await smallTargets(page)).toEqual([]);
  const opened = (await channelEvents()).at(-1);
  expect(opened).toMatchObject({ type: 'channel.opened', actor: { kind: 'administrator' } });
  await page.goto('/w/w/clusters/c');
  await until('the session to be recorded as closed', async () => {
    const last = (await channelEvents()).at(-1);
    return last?.type === 'channel.closed' && last.subject.uid === opened?.subject.uid;
  });
  await page.context().close();
});

test('a cut of the connection ends the session and says so; a new one is a click away', async () => {
  const page = await browser.signedIn(yard.server);
  const terminal = await new TerminalPage(page).openNode('w', 'c', 'c-1');
  await yard.server.kill('SIGKILL');
  await terminal.line('cut').waitFor();
  await yard.server.start();
  await until('the node to be back', async () => (await yard.nodes()).every(({ health }) => health === 'ok'));
  await terminal.again.click();
  await terminal.ready();
  await page.context().close();
});

test('a node whose set-up fails says why on its cluster; mended, it takes work', async () => {
  const commandLine = 'echo "no such mirror" >&2; exit 4';
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: {
      name: 'mended',
      vmSize: 'STANDARD_D1',
      scaleSettings: { manual: { targetNodeCount: 1 } },
      nodeSetup: { setupTask: { commandLine } },
    },
  });
  const page = await browser.signedIn(yard.server);
  const cluster = await new ClusterPage(page).open('w', 'mended');
  await cluster.unusable.getByText('The set-up task ended with exit code 4').waitFor();
  await cluster.unusable.getByText('no such mirror', { exact: true }).waitFor();
  expect(await breachesInBoth(page)).toEqual([]);
  await cluster.unusable.getByRole('link', { name: 'Set-up log' }).click();
  await page.getByRole('button', { name: 'Change…' }).click();
  await cluster.dialog.getByLabel('Set-up task').fill('echo ready');
  await cluster.dialog.getByRole('button', { name: 'Change set-up' }).click();
  await cluster.unusable.waitFor({ state: 'detached' });
  await until('the node to take work', async () => {
    const { items } = await yard.client.call('listNodes', { params: { workspace: 'w', name: 'mended' } });
    return items.every(({ state }) => state === 'idle');
  });
  await page.context().close();
});
