import { afterAll, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { Yard } from '../../cluster/yard.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { Frame } from '../../pages/frame.ts';
import { JobListPage } from '../../pages/job-list-page.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

let yard: Yard;
let browser: RigBrowser;
let gate: Gate;
beforeAll(async () => {
  yard = await Yard.open(2);
  browser = await RigBrowser.launch();
  gate = new Gate(yard.server, 'narrow');
  const long = 'a word of a very long line '.repeat(20).trim();
  await yard.submit('wide-words', `for i in $(seq 1 30); do echo "$i ${long}"; done; ${gate.wait}`);
  await yard.submit('waits-for-more-nodes-than-there-are', {
    nodeCount: 3,
    customToolkitSettings: { commandLine: 'true' },
  });
  await yard.submit('failed-with-an-exit-code', 'echo to the end; exit 3');
  await yard.inState('failed-with-an-exit-code', 'failed');
  await yard.inState('wide-words', 'running');
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

const phone = { viewport: narrow, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

test('every page fits the screen of a phone, and what is pressed is large enough for a finger', async () => {
  const page = await browser.signedIn(yard.server, phone);
  const job = '/w/w/jobs/e/wide-words';
  const pages: [path: string, there: () => Promise<unknown>][] = [
    ['/w/w', () => page.getByRole('link', { name: 'wide-words' }).first().waitFor()],
    ['/w/w/jobs', () => new JobListPage(page).row('wide-words').waitFor()],
    [job, () => new JobPage(page).waitForLines(30)],
    ...['attempts', 'files', 'events', 'configuration'].map((tab): [string, () => Promise<unknown>] => [
      `${job}?tab=${tab}`,
      () => page.getByRole('tabpanel').waitFor(),
    ]),
    ['/w/w/jobs/e/failed-with-an-exit-code', () => page.getByText('Exit code 3.').first().waitFor()],
    ['/w/w/jobs/new', () => page.getByLabel('Command line', { exact: true }).waitFor()],
    ['/w/w/jobs/e/waits-for-more-nodes-than-there-are', () => page.getByText('What would start it now').waitFor()],
    ['/w/w/data', () => page.getByText('No storage account yet').waitFor()],
    ['/w/w/limits', () => page.getByRole('button', { name: 'Set a limit…' }).waitFor()],
    ['/w/w/clusters', () => page.getByRole('link', { name: 'c', exact: true }).first().waitFor()],
    ...['', '?tab=queue', '?tab=scaling', '?tab=reservations', '?tab=setup', '?tab=events', '?tab=design'].map(
      (tab): [string, () => Promise<unknown>] => [`/w/w/clusters/c${tab}`, () => page.getByRole('tabpanel').waitFor()],
    ),
    ['/w/w/clusters/new', () => page.getByLabel('Name', { exact: true }).waitFor()],
    ['/workspaces/new', () => page.getByLabel('Name', { exact: true }).waitFor()],
  ];
  const wrong: string[] = [];
  for (const [path, there] of pages) {
    await page.goto(path);
    await there();
    const beside = await sideways(page);
    if (beside > 0) wrong.push(`${path}: ${beside} px stand beside the screen`);
    for (const target of await smallTargets(page)) wrong.push(`${path}: ${target}`);
  }
  expect(wrong).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('the bar at the lower edge leads to every part, and a job is submitted and read by touch', async () => {
  const page = await browser.signedIn(yard.server, phone);
  const frame = new Frame(page);
  await page.goto('/w/w');
  await frame.waitUntilLive();
  await frame.mark();
  const tap = async (name: string, path: string) => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).tap();
    await page.waitForURL(`**${path}`);
  };
  await tap('Jobs', '/w/w/jobs');
  await tap('Clusters', '/w/w/clusters');
  await tap('Overview', '/w/w');
  await tap('Submit', '/w/w/jobs/new');
  const form = new JobSubmitPage(page);
  await form.call('by-touch');
  await form.toolkit('Custom').tap();
  await form.command.fill('for i in $(seq 1 40); do echo "touched $i"; done');
  await form.send.tap();
  await page.waitForURL('**/jobs/e/by-touch');
  const job = new JobPage(page);
  await job.waitForLines(40);
  await job.says('succeeded');

  await tap('Jobs', '/w/w/jobs');
  await new JobListPage(page).row('wide-words').getByRole('link').first().tap();
  await page.waitForURL('**/jobs/e/wide-words');
  // Its lines are counted before they are drawn.
  await job.log.locator('[data-line="30"]').getByText('30 a word').waitFor();
  const seen = await page.evaluate<{ height: number; beside: number; letters: number; text: string }>(`(() => {
    const log = document.querySelector('[role="log"]');
    const words = [...log.querySelectorAll('[data-line] bdi')];
    return {
      height: log.clientHeight,
      beside: Math.max(...words.map((one) => one.getBoundingClientRect().right)) - innerWidth,
      letters: parseFloat(getComputedStyle(words[0]).fontSize),
      text: words.at(-1).textContent,
    };
  })()`);
  expect(seen.height).toBeGreaterThan(200);
  expect(seen.beside).toBeLessThanOrEqual(0);
  expect(seen.letters).toBeGreaterThanOrEqual(11);
  expect(seen.text).toMatch(/^30 a word .* line$/);

  await page.getByRole('button', { name: 'What can be done' }).tap();
  await page.getByRole('menuitem', { name: /^Terminate/ }).tap();
  await page.getByRole('button', { name: 'Terminate 1' }).tap();
  await job.says('failed');
  expect(await yard.job('wide-words')).toMatchObject({ executionState: 'failed' });
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
});
