import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { JobPage } from '../../pages/job-page.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

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

const of = (name: string) => ({ workspace: 'w', experiment: 'e', name });
const nasty = '</script><script>document.title="taken"</script><!-- <b>';

test('edit and resubmit shows what is changed before it is sent, and the new job what differs from its origin', async () => {
  await yard.submit('train', {
    customToolkitSettings: { commandLine: 'echo train --batch_size 48' },
    environmentVariables: [{ name: 'LR', value: '0.1' }],
    secrets: [{ name: 'KEY', value: 'hidden' }],
  });
  await yard.inState('train', 'succeeded');
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('train'));
  await job.panel('head').getByRole('link', { name: 'Edit and resubmit' }).click();
  const form = new JobSubmitPage(page);
  await until('the next free name', async () => (await form.name.inputValue()) === 'train-2');
  const changed = page.getByRole('region', { name: 'Changed from train' });
  await changed.getByText('nothing is changed yet').waitFor();
  await form.command.fill('echo train --batch_size 32');
  await changed.getByRole('row', { name: /--batch_size.*48.*32/ }).waitFor();
  // A secret is asked for anew: nothing can read it back.
  await page.getByPlaceholder('Value, hidden').fill('again');
  await form.submit();
  const again = await yard.inState('train-2', 'succeeded');
  expect(again.resubmittedFrom).toMatchObject({ experiment: 'e', name: 'train' });

  await new JobPage(page).open(of('train-2'), '?tab=configuration');
  const diff = page.getByRole('table', { name: 'What differs from train' });
  await diff.getByRole('row', { name: /commandLine ?--batch_size.*48.*32/ }).waitFor();
  expect(await diff.getByRole('row').count()).toBe(2);
  await page.getByText('Values of secrets are not compared').waitFor();
  expect(await breaches(page)).toEqual([]);
});

test('attempts stand side by side with why each ended, and a reader is told why a verb is refused', async () => {
  await yard.submit('flaky', {
    customToolkitSettings: { commandLine: 'echo tried; exit 139' },
    restart: { onFailure: 1, onNodeLoss: 0 },
  });
  await yard.inState('flaky', 'failed');
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('flaky'), '?tab=attempts');
  const table = page.getByRole('table', { name: 'Side by side' });
  await table.getByRole('columnheader', { name: 'Attempt 2' }).waitFor();
  await table.getByRole('row', { name: /Exit code 139 ?It touched memory .* 139 ?It touched memory/ }).waitFor();
  await table.getByRole('row', { name: /Waited in its queue .* you: priority/ }).waitFor();
  expect(await job.action('Terminate…').getAttribute('aria-disabled')).toBe('true');
  expect(await breaches(page)).toEqual([]);
  await job.tab('Events').click();
  const rows = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  const kinds = page.getByRole('group', { name: 'What they are about' });
  await rows.filter({ hasText: /job flaky: failed/ }).waitFor();
  await kinds.getByRole('button', { name: /attempt/ }).press('Space');
  await rows.filter({ hasText: /job flaky: failed/ }).waitFor({ state: 'detached' });
  await rows.filter({ hasText: /attempt 2: ended/ }).waitFor();
  expect(await breaches(page)).toEqual([]);

  // Their logs one after the other, with what came between.
  await job.open(of('flaky'));
  await page.getByRole('combobox', { name: 'Attempt', exact: true }).click();
  await page.getByRole('option', { name: 'All attempts' }).click();
  const [time, none] = [String.raw`\d\d:\d\d:\d\d`, '$'];
  await job.log.getByText(new RegExp(`^Attempt 1, from ${time}${none}`)).waitFor();
  await job.log.getByText(new RegExp(`^Attempt 2, from ${time} · attempt 1 ended at ${time}: .+`)).waitFor();
  // Each line has its number within its own attempt.
  await until('both lines', async () => (await job.shownLines()).length === 2);
  expect(await job.shownLines()).toEqual([1, 1].map((number) => ({ number, text: 'tried' })));
  expect(await breaches(page)).toEqual([]);
});

test('a job that is followed stands in the rail of every page with its state as it is now, until it is followed no more', async () => {
  await yard.submit('long', 'sleep 600');
  await yard.inState('long', 'running');
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open(of('long'));
  const choose = async (verb: string) => {
    await job.action('More').click();
    await page.getByRole('menuitem', { name: verb, exact: true }).click();
  };
  const inRail = (name: RegExp) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
  await choose('Follow');
  await inRail(/running long/i).waitFor();
  await page.goto('/w/w/clusters');
  await inRail(/running long/i).waitFor();
  await yard.client.call('terminateJob', { params: of('long') });
  await inRail(/failed long/i).waitFor();
  expect(await breaches(page)).toEqual([]);
  await inRail(/long/).click();
  await choose('Follow no more');
  await inRail(/long/).waitFor({ state: 'detached' });
  // One whose experiment is no more goes by itself.
  const kept = JSON.stringify(['lost', 'e'].map((experiment) => ({ experiment, name: 'long' })));
  await page.evaluate((text) => localStorage.setItem('trainyard.followed.w', text), kept);
  await page.reload();
  await inRail(/failed long/i).waitFor();
  await expect.poll(() => inRail(/long/).count(), { timeout: 20_000 }).toBe(1);
});

describe('a capsule', () => {
  const file = join(tmpdir(), `trainyard-capsule-${process.pid}.html`);
  let lines = 0;

  beforeAll(async () => {
    const script = `i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "line $i of it"; done; echo '${nasty}'; sleep 2`;
    await yard.submit('kept', {
      customToolkitSettings: { commandLine: 'sh print.sh' },
      files: [{ path: 'print.sh', text: script }],
    });
    await yard.inState('kept', 'succeeded');
    const { items } = await yard.client.call('listLogs', { params: of('kept') });
    lines = items.find(({ phase, fd }) => phase === 'run' && fd === 'stdout')?.lines ?? 0;
    expect(lines).toBe(3_001);
  });
  afterAll(() => rm(file, { force: true }));

  /** How many points the server gives of each series of a metric. */
  async function pointsOf(name: string): Promise<Record<string, number[]>> {
    const { uid } = await yard.job(name);
    const found: Record<string, number[]> = {};
    for (const metric of ['process.cpu', 'process.memory'] as const) {
      const { series } = await yard.client.call('readSeries', { query: { job: uid, metric, points: 600 } });
      found[metric] = series.map(({ mean }) => (mean as (number | null)[]).filter((value) => value !== null).length);
    }
    return found;
  }

  /** The file in a browser without any network. */
  async function offline(path: string, hash = '', more = {}): Promise<Page> {
    const context = await browser.context({ offline: true, ...more });
    const page = await browser.page(context);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
    });
    await page.goto(pathToFileURL(path).href + hash);
    await until('its hashes to be checked', async () => {
      const state = await page.locator('[data-check]').getAttribute('data-check');
      return state !== null && state !== 'checking';
    });
    expect(asked).toEqual([]);
    return page;
  }

  test('is saved from the head, opens without a network and says what the server says', async () => {
    const page = await browser.signedIn(yard.server);
    const job = await new JobPage(page).open(of('kept'));
    // The last samples come seconds after the end: it is compared with what the server had while it was saved.
    const points = await until('a capsule while no sample came', async () => {
      const before = await pointsOf('kept');
      const saving = page.waitForEvent('download');
      await job.panel('head').getByRole('link', { name: 'Capsule' }).click();
      await (await saving).saveAs(file);
      return JSON.stringify(before) === JSON.stringify(await pointsOf('kept')) && before;
    });

    const capsule = await offline(file, '#L2000');
    expect(await capsule.locator('[data-check]').getAttribute('data-check')).toBe('intact');
    expect(await capsule.title()).toBe('kept · Trainyard');
    expect(await capsule.locator('[data-lines]').getAttribute('data-lines')).toBe(String(lines));
    // A link to a line shows that line, and the line is the server's.
    await capsule.locator('[data-line="2000"]').waitFor();
    expect(await capsule.locator('[data-line="2000"]').textContent()).toContain('line 2000 of it');
    await capsule.getByRole('searchbox').fill('document.title');
    await capsule.getByText('1 of 1').waitFor();
    expect(await capsule.locator('[data-line="3001"]').textContent()).toContain(nasty);
    for (const [metric, counts] of Object.entries(points)) {
      const charts = await capsule.locator(`[data-metric="${metric}"]`).all();
      const shown = await Promise.all(charts.map(async (chart) => Number(await chart.getAttribute('data-points'))));
      expect([metric, shown]).toEqual([metric, counts]);
    }
    expect(await breaches(capsule)).toEqual([]);
    const phone = await offline(file, '', { viewport: narrow, colorScheme: 'light' });
    expect(await breaches(phone)).toEqual([]);
    expect(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  test('tells of one byte that was changed, wherever it stands', async () => {
    const bytes = await readFile(file);
    const changed = join(tmpdir(), `trainyard-capsule-${process.pid}-changed.html`);
    const places = {
      part: 'data-part="5">',
      list: '"format":1,"job":{"uid":"',
      between: '<meta name="viewport" content="w',
    };
    const said = { part: 'damaged', list: 'damaged', between: 'around' };
    try {
      for (const [what, mark] of Object.entries(places)) {
        const copy = Buffer.from(bytes);
        const at = copy.indexOf(mark) + mark.length + (what === 'between' ? 1 : 0);
        copy[at] = copy[at] === 0x61 ? 0x62 : 0x61;
        await writeFile(changed, copy);
        const page = await offline(changed);
        expect([what, await page.locator('[data-check]').getAttribute('data-check')]).toEqual([
          what,
          said[what as keyof typeof said],
        ]);
        await page.context().close();
      }
      // A program that was changed does not run at all: the policy knows its hash.
      const copy = Buffer.from(bytes);
      const at = copy.lastIndexOf('</script></body>') - 1;
      copy[at] = copy[at] === 0x20 ? 0x3b : 0x20;
      await writeFile(changed, copy);
      const page = await (await browser.context({ offline: true })).newPage();
      await page.goto(pathToFileURL(changed).href);
      await page.getByText('This capsule cannot show itself').waitFor();
    } finally {
      await rm(changed, { force: true });
    }
  });
});
