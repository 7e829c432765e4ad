import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser, wide } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { sixteenRanks } from '../../cluster/sixteen-ranks.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { BraidRows } from '../../pages/braid.ts';
import { JobPage } from '../../pages/job-page.ts';

const steps = 60;
/** What the program prints: each rank its first line and its steps, a word in a step of four, and what 0, 3 and 11 say besides. */
const words = { hot: 8, saved: 3, slow: 1 };
const lines = 16 * (1 + steps + steps / 4) + words.hot + words.saved + words.slow + 1;

let yard: Yard;
let browser: RigBrowser;
let gate: Gate;
beforeAll(async () => {
  yard = await Yard.open(2);
  browser = await RigBrowser.launch();
  gate = new Gate(yard.server, 'ranks');
  await yard.submit('ranks', sixteenRanks(yard.server, gate, steps));
  await yard.inState('ranks', 'running');
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

async function open(page: Page): Promise<{ job: JobPage; braid: BraidRows }> {
  const job = await new JobPage(page).open({ workspace: 'w', experiment: 'e', name: 'ranks' });
  await job.waitForLines(lines);
  const braid = new BraidRows(page);
  await until('all lines to be folded', async () => (await braid.fold()).lines === lines);
  return { job, braid };
}

test('16 ranks, one of which deviates: the others are one row ×16 or ×15, rank 11 stands beside them in amber', async () => {
  const page = await browser.signedIn(yard.server, { viewport: wide });
  const { job, braid } = await open(page);
  // One row for each step and word of the ranks that agree, and the lines of ranks 11, 0 and 3.
  const rows = 1 + steps + steps / 4 + steps / 4 + words.hot + words.saved + words.slow + 1;
  const fold = await braid.fold();
  // A rank that is held up for three seconds lags, and its lines stand alone: that is the machine's doing, and no fault.
  expect(fold.lines).toBe(lines);
  expect(fold.rows - rows).toBeGreaterThanOrEqual(0);
  expect(fold.rows - rows).toBeLessThan(16);
  await page.getByText(`folded ${Math.round((lines / fold.rows) * 10) / 10} : 1`).waitFor();
  await page.getByText('rank 11, the one that differs').waitFor();

  const shown = await braid.shown();
  const agreeing = shown.filter(({ chip }) => chip === '×16');
  expect(agreeing.length).toBeGreaterThan(3);
  expect(
    agreeing.every(
      ({ side, text, says }) => side === 'agree' && /^epoch 37 step/.test(text) && /^All 16 ranks/.test(says),
    ),
  ).toBe(true);
  // A rank that the machine held up leaves its lines' rows with 15 as well; rank 11 says nothing of its own waiting.
  const without = shown.filter(({ chip, text }) => chip === '×15' && text.startsWith('all_reduce'));
  expect(without.length).toBeGreaterThan(0);
  for (const { text, says, side } of without) {
    expect({ side, text, says }).toEqual({
      side: 'agree',
      text: expect.stringMatching(/^all_reduce waited \d+ ms for rank 11$/),
      says: '15 of 16 ranks, without rank 11. Show the lines of all 15',
    });
  }
  const differing = shown.filter(({ side }) => side === 'differ');
  expect(new Set(differing.map(({ chip, says }) => `${chip} ${says}`))).toEqual(new Set(['r11 Rank 11 differs']));
  expect(differing.some(({ text, level }) => text.startsWith('WARN gpu 3') && level?.startsWith('warn'))).toBe(true);
  expect(Math.min(...differing.map(({ left }) => left))).toBeGreaterThan(
    Math.max(...agreeing.map(({ left }) => left)) + 200,
  );
  // The bar of rank 0 is its own row and no deviation.
  expect(shown.at(-1)).toMatchObject({ chip: 'r0', side: 'agree', text: expect.stringContaining('60/60') });

  const row = page.locator('[data-count="×15"]').last();
  await row.focus();
  await page.keyboard.press('Enter');
  await job.log.getByText('r1', { exact: true }).first().waitFor();
  expect(await row.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Enter');
  await job.log.getByText('r1', { exact: true }).first().waitFor({ state: 'detached' });

  await page.getByLabel('Search the whole log').fill('all_reduce');
  await until('hits in the folded rows', async () => (await job.log.locator('mark').count()) > 0);
  await job.log.press('Home');
  await until('the first row', async () => (await braid.shown())[0]?.text.includes('joined, rank 0 of 16'));
  expect((await braid.shown())[0]).toMatchObject({ chip: '×16', side: 'agree' });
  expect(await breaches(page)).toEqual([]);
  expect(browser.complaints).toEqual([]);
  await page.context().close();
});

test('on a narrow page there is one lane, and rank 11 is marked all the same', async () => {
  const page = await browser.signedIn(yard.server, { viewport: narrow, colorScheme: 'light' });
  const { braid } = await open(page);
  const shown = await braid.shown();
  const left = (side: string) => new Set(shown.filter((one) => one.side === side).map((one) => one.left));
  expect(left('differ')).toEqual(left('agree'));
  expect(shown.some(({ chip, side }) => chip === 'r11' && side === 'differ')).toBe(true);
  expect(await breaches(page)).toEqual([]);
  gate.open();
  await yard.inState('ranks', 'succeeded');
  await until('all lines to be folded still', async () => (await braid.fold()).lines === lines);
  expect(browser.complaints).toEqual([]);
});
