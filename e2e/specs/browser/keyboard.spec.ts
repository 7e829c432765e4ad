import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { adminToken } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';
import { Keys } from '../../pages/keys.ts';

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

const of = { workspace: 'w', experiment: 'e', name: 'by-hand' };

test('without a mouse: signed in, a job submitted, watched, terminated and found again', async () => {
  const page = await browser.page(await browser.context({ baseURL: yard.server.url }));
  const keys = new Keys(page);
  const frame = new Frame(page);
  await page.goto('/signin?to=/w/w');
  await page.getByLabel('API token', { exact: true }).waitFor();
  expect((await keys.focused()).name).toBe('API token');
  await keys.type(adminToken);
  await keys.press('Enter');
  await page.waitForURL('**/w/w');
  await frame.waitUntilLive();

  // The first stop of a page leads past what every page has.
  await keys.tabTo('Skip to content');
  await keys.press('Enter');
  await keys.tabTo(/^Search or jump to/, 'Shift+Tab');
  await keys.press('Enter');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await palette.waitFor();
  await keys.press('Escape');
  await palette.waitFor({ state: 'detached' });
  expect((await keys.focused()).name).toMatch(/^Search or jump to/);

  await keys.press('Control+k');
  await palette.waitFor();
  await keys.type('submit job');
  await palette.getByRole('option', { name: 'Submit a job' }).waitFor();
  await keys.press('Enter');
  await page.waitForURL('**/jobs/new');
  const form = new JobSubmitPage(page);
  await until('the suggested name', async () => (await form.name.inputValue()) === 'e-1');
  await keys.tabTo('Experiment');
  await keys.type(of.experiment);
  await keys.tabTo('Name');
  await keys.type(of.name);
  await keys.tabTo('Custom');
  await keys.press('Enter');
  await keys.tabTo('Command line');
  await keys.type('for i in 1 2 3; do echo line $i; done; exec sleep 600');
  await keys.tabTo(/^Submit job/);
  await keys.press('Enter');
  await page.waitForURL(`**/jobs/e/${of.name}`);
  const job = new JobPage(page);
  await job.waitForLines(3);
  await job.says('running');

  await keys.tabTo('Live');
  await keys.press('ArrowRight');
  expect((await keys.focused()).name).toBe('Attempts');
  await keys.press('Enter');
  await page.waitForURL('**?tab=attempts');
  await page.getByRole('table').first().waitFor();
  expect((await keys.focused()).name).toBe('Attempts');
  await keys.press('ArrowRight', 'ArrowRight', 'Enter');
  await page.waitForURL('**?tab=events');

  await keys.tabTo('Terminate…', 'Shift+Tab');
  await keys.press('Enter');
  const ask = page.getByRole('dialog', { name: `Terminate ${of.name}?` });
  await ask.waitFor();
  await keys.press('Escape');
  await ask.waitFor({ state: 'detached' });
  expect((await keys.focused()).name).toBe('Terminate…');
  expect(await yard.job(of.name)).toMatchObject({ executionState: 'running' });
  await keys.press('Enter');
  await ask.waitFor();
  for (const _ of ['round', 'and', 'round']) {
    await keys.press('Tab');
    expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
  }
  await keys.tabTo('Terminate 1');
  await keys.press('Enter');
  await ask.waitFor({ state: 'detached' });
  await job.says('failed');
  expect((await yard.inState(of.name, 'failed')).executionInfo.errors?.[0]?.code).toBe('JobTerminated');
  expect((await keys.focused()).tag).not.toBe('body');

  await keys.press('g', 'j');
  await page.waitForURL('**/w/w/jobs');
  const list = new JobListPage(page);
  await list.sign(of.name, 'failed').waitFor();
  await keys.tabTo(new RegExp(of.name));
  await keys.press('x');
  await page.getByText('1 selected').waitFor();
  await keys.press('Escape');
  await page.getByText('1 selected').waitFor({ state: 'detached' });
  expect((await keys.focused()).tag).toBe('row');
  await keys.press('x');
  await keys.tabTo('Resubmit 1');
  await keys.press('Enter');
  await page.getByRole('dialog').waitFor();
  await keys.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await keys.focused()).tag).toBe('row');
  // Rows stand still while the focus is among them; the new one is a stroke away.
  await page.getByRole('button', { name: '1 new above' }).waitFor();
  await keys.tabTo('1 new above', 'Shift+Tab');
  await keys.press('Enter');
  await list.sign('by-hand-2', 'running').waitFor();
  expect((await keys.focused()).tag).toBe('row');
  await keys.press('End', 'Enter');
  await page.waitForURL(`**/jobs/e/${of.name}`);
  expect(keys.unseen).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('the keys of every page are told by a key, and can be switched off', async () => {
  const page = await browser.signedIn(yard.server);
  const keys = new Keys(page);
  await page.goto('/w/w');
  await new Frame(page).waitUntilLive();
  await keys.press('?');
  const told = page.getByRole('dialog', { name: 'Keys' });
  await told.waitFor();
  await keys.tabTo('Single letters are keys');
  await keys.press('Space', 'Escape');
  await told.waitFor({ state: 'detached' });
  await keys.press('g', 'j', 'Control+k');
  await page.getByRole('dialog', { name: 'Search and commands' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/w/w');
  expect(browser.complaints).toEqual([]);
});

test('a menu has the focus while it is open, and what is pressed beside it only closes it', async () => {
  const page = await browser.signedIn(yard.server);
  const keys = new Keys(page);
  await page.goto('/w/w');
  const button = page.getByRole('button', { name: /^Account of/ });
  await button.focus();
  await keys.press('Enter');
  const menu = page.getByRole('menu');
  await menu.waitFor();
  // What cannot be chosen is passed over.
  expect((await keys.focused()).name).toBe('Theme: Dark');
  await keys.press('ArrowUp');
  expect((await keys.focused()).name).toBe('Sign out');
  await keys.press('f');
  expect((await keys.focused()).name).toBe('Français');
  await keys.press('Escape');
  await menu.waitFor({ state: 'detached' });
  expect((await keys.focused()).name).toMatch(/^Account of/);

  await button.click();
  await menu.waitFor();
  const jobs = await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).boundingBox();
  if (jobs === null) throw new Error('the way to the jobs is not shown');
  await page.mouse.click(jobs.x + 10, jobs.y + 10);
  await menu.waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/w/w');

  await button.focus();
  await keys.press('Enter');
  await keys.press('t');
  await keys.press('Enter');
  await menu.waitFor({ state: 'detached' });
  await page.locator('html[data-theme="light"]').waitFor();
});
