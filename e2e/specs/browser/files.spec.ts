import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { eventsOf, leave, leaves, pngOf } from '../../cluster/left-files.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { FilesPage } from '../../pages/files-page.ts';

const text = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

const hostile = '<script>document.title = "owned"</script><img src="x" onerror="document.title = \'owned\'">';
const left: Record<string, Buffer> = {
  'README.md': text(
    '# Model card',
    '',
    'See [the paper](https://example.com/p) and [this](javascript:alert(1)).',
    '',
    '![plot](https://example.com/x.png)',
    '',
    hostile,
  ),
  'config.json': text('{"model": {"layers": 24}, "deep": {"er": {"est": "bottom"}}}'),
  'drawing.svg': text(`<svg xmlns="http://www.w3.org/2000/svg">${hostile}</svg>`),
  'empty.txt': Buffer.alloc(0),
  'events.out.tfevents.1.node': eventsOf('train/loss', [2, 1.5, 1.25]),
  'it\'s "new"\nline.txt': text('an odd name'),
  'log.txt': text('one', '\u001b[31mred\u001b[0m \u001b]0;title\u0007'),
  'metrics.csv': text('epoch,loss,note', ...Array.from({ length: 120 }, (_, at) => `${at},${at / 2},"a, b"`)),
  'plot.png': pngOf(64, 48),
  'sub/deep/inner.txt': text('inner'),
  'weights.bin': Buffer.from([0, 1, 2, 253, 254, 255]),
};

/** Longer than what is read at once. */
const lines = 30_000;
const long = `seq -f 'line %g' ${lines} > $AZ_BATCHAI_OUTPUT_OUT/long.log`;

let yard: Yard;
let browser: RigBrowser;
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-files-'));
beforeAll(async () => {
  yard = await Yard.open(2, { vmSize: 'STANDARD_D2' });
  browser = await RigBrowser.launch();
  await yard.submit('long', leaves({ 'first.txt': text('first') }, long));
  await leave(yard, 'left', left);
  await yard.inState('long', 'succeeded');
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
  rmSync(scratch, { recursive: true, force: true });
});
afterEach(() => {
  expect(browser.complaints).toEqual([]);
});

/** The bytes that a link downloads. */
async function downloaded(page: Page, link: Locator): Promise<{ name: string; bytes: Buffer; path: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = await download.path();
  return { name: download.suggestedFilename(), bytes: readFileSync(path), path };
}

test('each kind of file is shown as what it is, and none of it acts', async () => {
  const page = await browser.signedIn(yard.server);
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(yard.server.url) && /^https?:/.test(request.url())) foreign.push(request.url());
  });
  const files = await new FilesPage(page).ofJob('left');
  const title = await page.title();

  const markdown = await files.look('README.md');
  await markdown.getByRole('heading', { name: 'Model card' }).waitFor();
  expect(await markdown.getByRole('link', { name: 'the paper' }).getAttribute('rel')).toContain('noopener');
  expect(await markdown.getByRole('link', { name: 'this' }).count()).toBe(0);
  expect(await markdown.locator('img, script').count()).toBe(0);

  const json = await files.look('config.json');
  await json.getByText('24', { exact: true }).waitFor();
  expect(await json.getByText('"bottom"').count()).toBe(0);
  await json.getByText('er: ').click();
  await json.getByText('"bottom"').waitFor();

  const drawing = await files.look('drawing.svg');
  await drawing.locator('pre').filter({ hasText: '<svg' }).waitFor();
  expect(await drawing.locator('svg script, pre svg').count()).toBe(0);

  await (await files.look('empty.txt')).getByText('This file is empty: 0 bytes').waitFor();
  const charts = await files.look('events.out.tfevents.1.node');
  await charts.getByRole('img', { name: /^train\/loss\. .*last 1\.25, least 1\.25, most 2/ }).waitFor();
  const odd = 'it\'s "new"␊line.txt';
  await (await files.look(odd)).getByText('an odd name').waitFor();

  const log = await files.look('log.txt');
  await log.getByText('one').waitFor();
  expect(await log.locator('pre').textContent()).toBe('one\nred \n');

  const table = await files.look('metrics.csv');
  await table.getByRole('row', { name: '99 49.5 a, b' }).waitFor();
  await table.getByRole('button', { name: 'Next' }).click();
  await table.getByText('Rows 101–120 of 120').waitFor();

  const picture = await files.look('plot.png');
  await picture.getByText('64 × 48 pixels').waitFor();
  await (await files.look('weights.bin')).getByText('00000000  00 01 02 fd fe ff').waitFor();

  expect(await page.title()).toBe(title);
  expect(foreign).toEqual([]);
  await page.context().close();
});

test('a long text comes in parts, and directories are walked by keys', async () => {
  const page = await browser.signedIn(yard.server);
  const files = await new FilesPage(page).ofJob('long');
  const shown = await files.look('long.log');
  await shown.getByText(/^The first 256\sKiB of/).waitFor();
  await shown.getByRole('button', { name: /^Load 256\sKiB more$/ }).click();
  await until('the whole text', async () => (await shown.locator('pre').textContent())?.endsWith(`line ${lines}\n`));

  await files.ofJob('left');
  await files.row('sub').focus();
  await page.keyboard.press('Enter');
  await files.open('deep').click();
  await files.row('inner.txt').focus();
  await page.keyboard.press('Enter');
  await files.preview('inner.txt').getByText('inner', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('path')).toBe('sub/deep');
  await page.keyboard.press('Escape');
  await files.preview('inner.txt').waitFor({ state: 'detached' });
  await files.row('inner.txt').focus();
  await page.keyboard.press('Backspace');
  await files.open('deep').waitFor();
  await page.context().close();
});

test('what is downloaded is what was written: a file, a directory as a zip, and by a link without a session', async () => {
  const page = await browser.signedIn(yard.server);
  const files = await new FilesPage(page).ofJob('left');
  const one = await downloaded(page, files.download('weights.bin'));
  expect([one.name, one.bytes]).toEqual(['weights.bin', left['weights.bin']]);

  const { path } = await downloaded(page, files.zip);
  const unpack = `import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])`;
  execFileSync('python3', ['-c', unpack, path, scratch]);
  for (const name of ['weights.bin', 'sub/deep/inner.txt', 'metrics.csv', 'empty.txt'])
    expect(readFileSync(join(scratch, name))).toEqual(left[name]);

  const shown = await files.look('plot.png');
  await shown.getByRole('button', { name: 'Copy link…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('spinbutton', { name: 'Minutes until it expires' }).fill('3');
  await dialog.getByText('Write a whole number from 5 to 600.').waitFor();
  await dialog.getByRole('spinbutton', { name: 'Minutes until it expires' }).fill('5');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await dialog.locator('code').textContent();
  const answer = await fetch(new URL(link ?? '', yard.server.url));
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(left['plot.png']);
  await page.context().close();
});

test('files of a running job are looked at again while they are open', async () => {
  const gate = new Gate(yard.server, 'files');
  await yard.submit('writes', `echo one; ${gate.wait}; echo two; sleep 600`);
  await yard.inState('writes', 'running');
  const page = await browser.signedIn(yard.server);
  const files = await new FilesPage(page).ofJob('writes', { dir: 'stdouterr', file: 'stdout.txt' });
  await files.preview('stdout.txt').getByText('one').waitFor();
  gate.open();
  await files.preview('stdout.txt').getByText('two').waitFor();
  await yard.terminate('writes');
  await page.context().close();
});

test('nobody is kept out: in dark and light, and on a phone', async () => {
  const found: string[] = [];
  const shows = {
    'metrics.csv': 'Rows',
    'README.md': 'Model card',
    'config.json': 'model: ',
    'log.txt': 'one',
  } as const;
  const looks = { dark: ['metrics.csv', 'README.md'], light: ['config.json', 'log.txt'] } as const;
  for (const colorScheme of ['dark', 'light'] as const) {
    const page = await browser.signedIn(yard.server, { colorScheme });
    const files = await new FilesPage(page).ofJob('left');
    for (const name of looks[colorScheme]) {
      await (await files.look(name)).getByText(shows[name]).first().waitFor();
      for (const breach of await breaches(page)) found.push(`${colorScheme} ${name}: ${breach}`);
    }
    await page.context().close();
  }
  expect(found).toEqual([]);
  const phone = await browser.signedIn(yard.server, { viewport: narrow, hasTouch: true, isMobile: true });
  await new FilesPage(phone).ofJob('left');
  expect(await sideways(phone)).toBe(0);
  expect(await smallTargets(phone)).toEqual([]);
  await phone.context().close();
});
