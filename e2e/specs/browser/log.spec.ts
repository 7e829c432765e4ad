import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { JobPage } from '../../pages/job-page.ts';

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

const lines = 200_000;
const of = { workspace: 'w', experiment: 'e', name: 'long' };
/** 14 lines with a needle, one warning, two errors. */
const program =
  `BEGIN{for(i=1;i<=${lines};i++){if(i%14285==0)print i" needle";else if(i==150000||i==90000)print "ERROR at "i;` +
  `else if(i==50000)print "WARNING at "i;else print i" of plain"}}`;

test('200,000 lines: gone to, searched on the server, linked, and still while it is paused', async () => {
  const gate = new Gate(yard.server, 'more');
  const commandLine = `awk '${program}'; ${gate.wait}; seq -f 'late %g needle' 1 500; exec sleep 600`;
  await yard.submit('long', { customToolkitSettings: { commandLine } });
  const page = await browser.signedIn(yard.server, { permissions: ['clipboard-read', 'clipboard-write'] });
  const job = await new JobPage(page).open(of);
  await job.waitForLines(lines);
  await until('the end', async () => (await job.shownLines()).at(-1)?.number === lines);

  await job.log.press('g');
  await page.getByRole('textbox', { name: 'Go to line…' }).fill('123,456');
  await page.keyboard.press('Enter');
  expect((await job.goneTo(123_456)).text).toBe('123456 of plain');

  const find = page.getByLabel('Search the whole log');
  await find.fill('needle');
  await job.found.getByText('14 lines, searched back to the first line').waitFor();
  await find.press('Enter');
  expect((await job.goneTo(9 * 14_285)).text).toBe('128565 needle');
  await job.found.getByText('9 of 14, searched back to the first line').waitFor();
  await page.locator('[data-current] mark', { hasText: 'needle' }).waitFor();
  await find.press('Shift+Enter');
  await job.goneTo(8 * 14_285);
  await page.getByRole('button', { name: 'Only these' }).click();
  await until('only lines with hits', async () => {
    const shown = await job.shownLines();
    return shown.length === 14 && shown.every(({ text }) => text.endsWith(' needle'));
  });
  await page.getByRole('button', { name: 'Only these' }).click();
  await until('the lines around', async () => (await job.shownLines()).some(({ text }) => text.endsWith(' of plain')));

  // The whole log's trouble is known, and led to, without its lines.
  await page.getByRole('button', { name: 'Only errors, 2 so far' }).waitFor();
  await job.log.press('e');
  expect((await job.goneTo(150_000)).level).toBe('error');
  await job.log.press('Shift+E');
  expect((await job.goneTo(90_000)).text).toBe('ERROR at 90000');

  const numberOf = (line: number) => job.log.locator(`[data-line="${line}"] [title]`).first();
  await numberOf(89_999).click();
  await numberOf(90_001).click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(new URL(link).searchParams.get('line')).toBe('89999-90001');
  expect(await breaches(page)).toEqual([]);
  await page.goto(link);
  await job.goneTo(89_999);
  await page.locator('[data-selected][data-line="90001"]').waitFor();
  expect(await page.locator('[data-selected]').count()).toBe(3);

  // Paused means still: what comes is counted, searched, and moves nothing.
  const find2 = page.getByLabel('Search the whole log');
  await find2.fill('needle');
  await job.found.getByText('14 lines, searched back to the first line').waitFor();
  const before = await job.shownLines();
  gate.open();
  await page.getByText('Paused, 500 new lines').waitFor();
  await job.found.getByText('514 lines, searched back to the first line').waitFor();
  expect(await job.shownLines()).toEqual(before);
  await job.log.press('End');
  await until('the end', async () => (await job.shownLines()).at(-1)?.text === 'late 500 needle');
  await page.getByRole('button', { name: 'Following' }).waitFor();
  expect(await job.waitForLines(lines + 500)).toMatchObject({ missing: 0, doubled: 0 });
  expect(browser.complaints).toEqual([]);
});
