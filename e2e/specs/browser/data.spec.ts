import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { DataPage } from '../../pages/data-page.ts';
import { FilesPage } from '../../pages/files-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

let yard: Yard;
let browser: RigBrowser;
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-data-'));
beforeAll(async () => {
  yard = await Yard.open(1, { vmSize: 'STANDARD_D2' });
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
  rmSync(scratch, { recursive: true, force: true });
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

test('a storage account is added, changed and removed; a fault stands at its question, a key is never told again', async () => {
  const page = await browser.signedIn(yard.server);
  const data = await new DataPage(page).open('w');
  await page.getByText('No storage account yet').waitFor();
  await page.getByText('No file server yet').waitFor();
  await data.button('Add account…').click();
  await data.field('Name').fill('acme');
  await data.field('Directory of the server').fill('relative');
  await data.dialog.getByRole('button', { name: 'Add account' }).click();
  await until(
    'the fault at its question',
    async () => (await data.field('Directory of the server').getAttribute('aria-invalid')) === 'true',
  );
  expect(await inBoth(page)).toEqual([]);
  await data.field('Directory of the server').fill('');
  await data.confirm('Add account');
  await data.row('acme').getByText('kept by the server').waitFor();

  await data.button('Add account…').click();
  await data.field('Name').fill('cloud');
  await data.dialog.getByRole('radio', { name: 'S3' }).check();
  await data.field('Access key id').fill('AKIA');
  await data.field('Secret access key').fill('only-once-2');
  await data.field('Endpoint').fill('http://127.0.0.1:9');
  await data.confirm('Add account');
  await data.row('cloud').getByText('secretAccessKey').waitFor();
  await data.row('cloud').getByRole('button', { name: 'Change…' }).click();
  await data.dialog.getByText('kept as it is when empty; it cannot be read').waitFor();
  expect(await data.field('Secret access key').inputValue()).toBe('');
  await data.confirm('Change account');
  await data.row('cloud').getByRole('link', { name: 'cloud' }).click();
  await page.getByText('cloud cannot be read now').waitFor();

  await data.open('w');
  await data.row('cloud').getByRole('button', { name: 'Remove…' }).click();
  await data.confirm('Remove account');
  await data.row('cloud').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a job is written with a volume and a code directory, and what it leaves on the volume is browsed', async () => {
  const code = join(scratch, 'code');
  for (const [path, text] of Object.entries({
    'train.sh': 'cat lib/words.txt > "$AZ_BATCHAI_JOB_MOUNT_ROOT/share/result.txt"; ls -A\n',
    'lib/words.txt': 'from the code directory\n',
    'data/big.bin': 'x'.repeat(4096),
    '.gitignore': 'data/\n',
  })) {
    mkdirSync(join(code, path, '..'), { recursive: true });
    writeFileSync(join(code, path), text);
  }
  const page = await browser.signedIn(yard.server);
  const form = await new JobSubmitPage(page).open('w');
  await form.call('ships');
  await form.toolkit('Custom').click();
  await form.command.fill('sh train.sh');
  await page.getByRole('button', { name: 'Storage folder' }).click();
  const folder = page.getByRole('group', { name: 'Storage folder 1' });
  await folder.getByLabel('Storage account', { exact: true }).fill('acme');
  await folder.getByLabel('Mounted at', { exact: true }).fill('../up');
  await form.send.click();
  const faults = page.getByRole('alert');
  await faults.getByRole('button', { name: 'mountVolumes.storageFolders[0].relativeMountPath' }).click();
  await folder.getByText('write a relative path without ..').waitFor();
  await folder.getByLabel('Mounted at', { exact: true }).fill('share');
  await folder.getByLabel('Container, share or bucket', { exact: true }).fill('results');
  await page.locator('[data-drop] input').setInputFiles(code);
  await page.getByText(/^code: 3 files/).waitFor();
  expect(await form.yaml.inputValue()).toContain('relativeMountPath: share');
  await until('the files in the YAML', async () => (await form.yaml.inputValue()).includes('path: lib/words.txt'));
  expect(await form.yaml.inputValue()).not.toContain('big.bin');
  // What would come of it is grey while the server is asked.
  await until('a page without breaches', async () => {
    const found = await inBoth(page);
    if (found.length > 0) throw new Error(found.join('\n'));
    return true;
  });
  await form.submit();
  await yard.inState('ships', 'succeeded');
  expect(String(await yard.log('ships'))).toBe('.gitignore\nlib\ntrain.sh\n');

  await page.goto('/w/w/data/storage/acme');
  const files = await new FilesPage(page).ready();
  await files.open('results').click();
  await (await files.look('result.txt')).getByText('from the code directory').waitFor();
  expect(new URL(page.url()).pathname).toBe('/w/w/data/storage/acme/results');
  await page.context().close();
});

test('a file server is created, mounted by a job that is told of it, and not deleted under it', async () => {
  const page = await browser.signedIn(yard.server);
  const data = await new DataPage(page).open('w');
  await data.button('Create file server…').click();
  await data.field('Name').fill('shared');
  await data.field('Size of a disk, GiB').fill('1');
  await data.dialog.getByRole('button', { name: 'Create file server' }).click();
  await until(
    'the fault at its question',
    async () => (await data.field('User for ssh').getAttribute('aria-invalid')) === 'true',
  );
  await data.field('User for ssh').fill('ada');
  await data.field('Password of that user').fill('only-once-1');
  await data.confirm('Create file server');
  await data.row('shared').getByText('ready').waitFor();

  const gate = new Gate(yard.server, 'mounted');
  await yard.submit('mounts', {
    customToolkitSettings: { commandLine: `echo here > $AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/note.txt; ${gate.wait}` },
    mountVolumes: { fileServers: [{ fileServer: { name: 'shared' }, relativeMountPath: 'nfs' }] },
  });
  await yard.inState('mounts', 'running');
  await page.goto('/w/w/jobs/e/mounts');
  const volumes = page.locator('[data-panel="volumes"]');
  await volumes.getByText('file server shared').waitFor();
  await volumes.getByText('mounted').waitFor();
  await volumes.getByText('$AZ_BATCHAI_JOB_MOUNT_ROOT/nfs').waitFor();

  await data.open('w');
  await data.row('shared').getByText('mounts', { exact: true }).waitFor();
  await data.row('shared').getByRole('link', { name: 'shared' }).click();
  const files = await new FilesPage(page).ready();
  await (await files.look('note.txt')).getByText('here').waitFor();
  await data.button('Delete…').click();
  await data.dialog.getByRole('button', { name: 'Delete file server' }).click();
  await data.dialog.getByRole('alert').filter({ hasText: 'mounts' }).waitFor();
  gate.open();
  await yard.inState('mounts', 'succeeded');
  await data.confirm('Delete file server');
  await page.getByText('No file server yet').waitFor();
  await page.context().close();
});

test('retention of a workspace is set in plain words, and the disk is told by its parts', async () => {
  const page = await browser.signedIn(yard.server);
  const data = await new DataPage(page).open('w');
  const pane = data.pane('Disk use and retention');
  await pane.getByText(/in all/).waitFor();
  await pane.getByRole('button', { name: 'Change retention…' }).click();
  await data.field('Logs').fill('soon');
  await data.dialog.getByText('Write a duration such as 5 min or PT5M').waitFor();
  await data.field('Logs').fill('2 w');
  await data.confirm('Change retention');
  await data.row('Logs').getByText('for 14 d after a job’s end').waitFor();
  const { retention } = await yard.client.call('getWorkspace', { params: { workspace: 'w' } });
  expect(retention.logs).toBe('P14D');

  const phone = await browser.signedIn(yard.server, { viewport: narrow, hasTouch: true, isMobile: true });
  await new DataPage(phone).open('w');
  await phone.getByText('for 14 d after a job’s end').waitFor();
  expect(await sideways(phone)).toBe(0);
  expect(await smallTargets(phone)).toEqual([]);
  await phone.context().close();
  await page.context().close();
});
