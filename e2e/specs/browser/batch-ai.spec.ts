import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { BatchAiFile } from '../../pages/batch-ai-file.ts';
import { ConnectPane } from '../../pages/connect-pane.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

/** What a person who comes from Batch AI finds: files taken, workspaces of one name told apart, clients led here. */
let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  yard = await Yard.open(1, { vmSize: 'STANDARD_D2' });
  for (const resourceGroup of ['research', 'production'])
    await yard.client.call('createWorkspace', { body: { subscription: 'acme', resourceGroup, name: 'vision' } });
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});
afterEach(() => {
  expect(browser.complaints).toEqual([]);
});

const inBoth = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    for (const breach of await breaches(page)) found.push(`${colorScheme}: ${breach}`);
  }
  return found;
};

const jobFile = (cluster: string) =>
  JSON.stringify({
    $schema: 'https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/2017-09-01-preview/job.json',
    properties: {
      experimentName: 'e',
      priority: 10,
      nodeCount: 1,
      cluster: {
        id: `/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/w/clusters/${cluster}`,
      },
      customToolkitSettings: { commandLine: 'echo from a file of 2017' },
      stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_TEMP',
      unheardOf: 1,
    },
  });

test('a job file is taken by the editor, says what became of it, and runs', async () => {
  const page = await browser.signedIn(yard.server);
  const form = await new JobSubmitPage(page).open('w');
  const file = new BatchAiFile(page);
  await form.call('taken');
  await form.yaml.fill(jobFile('gone'));
  await file.says('This workspace has no cluster gone: choose one.');
  await file.says('properties.priority');
  await file.says('properties.unheardOf');
  expect(await form.yaml.inputValue()).toContain('schedulingPriority: high');
  expect(await inBoth(page)).toEqual([]);
  await form.yaml.fill(jobFile('c'));
  await until('the cluster of the file', async () => (await form.yaml.inputValue()).includes('name: c'));
  expect(await form.yaml.inputValue()).toContain('name: taken');
  await form.submit();
  await new JobPage(page).page.getByText('from a file of 2017').first().waitFor();
  await page.context().close();
});

test('a cluster file is dropped on the designer in French, and makes the cluster', async () => {
  const page = await browser.signedIn(yard.server, { locale: 'fr-FR' });
  await page.goto('/w/w/clusters/new');
  const file = new BatchAiFile(page);
  const properties = {
    vmSize: 'STANDARD_D2',
    scaleSettings: { manual: { targetNodeCount: 0 } },
    nodeSetup: {
      setupTask: { commandLine: 'true', stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/x', runElevated: true },
    },
    userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'hunter2' },
  };
  await file.drop('form', 'cluster.json', JSON.stringify({ properties }));
  await file.says('userAccountSettings');
  await file.says('properties.nodeSetup.setupTask.runElevated');
  expect(await page.content()).not.toContain('hunter2');
  expect(await inBoth(page)).toEqual([]);
  await page.getByLabel('Nom', { exact: true }).first().fill('dropped');
  await page.getByRole('button', { name: 'Créer le cluster' }).click();
  await page.waitForURL('**/w/w/clusters/dropped');
  const made = await yard.client.call('getCluster', { params: { workspace: 'w', name: 'dropped' } });
  expect(made.userAccountSettings).toMatchObject({ adminUserName: 'ada' });
  const setupTask = { commandLine: 'true', stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/x' };
  expect(made.nodeSetup).toMatchObject({ setupTask });
  await page.context().close();
});

test('a client is led to a workspace whose name another has too', async () => {
  const page = await browser.signedIn(yard.server, { viewport: narrow });
  const pane = await new ConnectPane(page).open('acme:research:vision');
  await expect.poll(() => page.title()).toBe('Data · acme:research:vision · Trainyard');
  expect(await pane.facts()).toEqual([new URL(yard.server.url).origin, 'acme', 'research', 'vision']);
  for (const kind of ['@azure/arm-batchai', 'CLI', 'SDK', 'curl'] as const) {
    const snippet = await pane.snippet(kind);
    for (const value of [new URL(yard.server.url).origin, 'research', 'vision']) expect(snippet).toContain(value);
  }
  expect([await inBoth(page), await sideways(page), await smallTargets(page)]).toEqual([[], 0, []]);
  await page.context().close();

  const wide = await browser.signedIn(yard.server);
  await wide.goto('/w/acme:research:vision');
  await wide.getByRole('button', { name: 'vision acme / research' }).click();
  await wide.getByRole('menuitem', { name: 'vision acme / production' }).click();
  await wide.waitForURL('**/w/acme%3Aproduction%3Avision');
  await wide.getByRole('menu').waitFor({ state: 'hidden' });
  await wide.keyboard.press('Control+k');
  await wide.getByRole('dialog').getByRole('combobox').fill('acme research');
  await wide.getByRole('option', { name: /vision.*acme \/ research/ }).click();
  await wide.waitForURL('**/w/acme%3Aresearch%3Avision');
  await wide.context().close();
});

test("the SDK follows a job in a page of the server's own origin, by its cookie", async () => {
  const entry = "export { connect } from '@trainyard/sdk/connect'; export { linesOf } from '@trainyard/sdk/log-lines';";
  const resolveDir = fileURLToPath(new URL('../..', import.meta.url));
  const bundle = await build({
    stdin: { contents: entry, resolveDir },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'sdk',
    platform: 'browser',
  });
  const page = await browser.signedIn(yard.server);
  await page.goto('/w/w');
  await yard.submit('followed', 'echo one; echo two');
  // As a value, not as a script of the page, whose policy allows its own files only.
  await page.evaluate(`${bundle.outputFiles[0]?.text}; globalThis.sdk = sdk;`);
  const seen = await page.evaluate(`(async () => {
    const trainyard = sdk.connect({ url: location.origin });
    const place = { workspace: 'w', experiment: 'e', name: 'followed' };
    const lines = [];
    for await (const item of sdk.linesOf(trainyard.logs(place))) lines.push(item.text);
    const job = await trainyard.waitForJob(place);
    for await (const event of trainyard.events({ job: job.uid }, { after: 0 })) {
      lines.push(event.type);
      if (event.type === 'job.succeeded') break;
    }
    return [...lines, job.executionState];
  })()`);
  expect(seen).toEqual(expect.arrayContaining(['one', 'two', 'job.submitted', 'job.succeeded', 'succeeded']));
  await page.context().close();
});
