import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { breaches } from '../../looks/axe.ts';
import { gpuDay } from '../../looks/gpu-day.ts';
import { sideways, smallTargets } from '../../looks/narrow.ts';
import { OverviewPage } from '../../pages/overview-page.ts';

let yard: Yard;
let browser: RigBrowser;
let gate: Gate;
beforeAll(async () => {
  yard = await Yard.open(1);
  browser = await RigBrowser.launch();
  gate = new Gate(yard.server, 'held');
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});
afterEach(() => {
  expect(browser.complaints).toEqual([]);
});

const asked = () => yard.client.call('getGpuTime', { params: { workspace: 'w' } });
const pane = (page: Page): Locator => new OverviewPage(page).pane('GPU time, 24 h');

test('a workspace whose jobs held no GPU says so; then its simulated GPU is told apart from real ones, sample by sample', async () => {
  const page = await browser.signedIn(yard.server);
  await new OverviewPage(page).open('w');
  await pane(page).getByText('No job held a GPU over the last 24 hours').waitFor();
  await yard.submit('held', gate.wait);
  await yard.inState('held', 'running');
  const day = await until('samples of its GPU', async () => {
    const told = await asked();
    return (told.simulated?.idleMs ?? 0) + (told.simulated?.busyMs ?? 0) > 0 && told;
  });
  expect(day.real).toBeNull();
  const { allocatedMs = 0, notMeasuredMs = 0, idleMs = 0, busyMs = 0, gpus } = day.simulated ?? {};
  expect(gpus).toBe(1);
  expect(notMeasuredMs + idleMs + busyMs).toBeCloseTo(allocatedMs, 3);
  await page.reload();
  await pane(page).getByText('by 1 GPU').waitFor();
  await pane(page).getByRole('heading', { level: 2 }).getByText('sim').waitFor();
  await pane(page).getByText('Evidence').click();
  await pane(page)
    .getByText(/by the ledger of allocations/)
    .waitFor();
  gate.open();
  await yard.inState('held', 'succeeded');
});

/** A page whose server tells of a full day. */
async function full(more: Parameters<RigBrowser['signedIn']>[1] = {}, change: object = {}): Promise<Page> {
  const page = await browser.signedIn(yard.server, more);
  await page.route('**/workspaces/w/gpu-time', (route) =>
    route.fulfill({ json: { ...gpuDay(Date.now()), ...change } }),
  );
  await page.goto('/w/w');
  return page;
}

test('a full day: nested areas, what was not measured, simulated ones apart, and who held idle GPUs, each a link', async () => {
  const page = await full();
  const shown = new OverviewPage(page).pane('GPU time, 24 h');
  await shown.getByRole('img', { name: /at most 10\d; lately/ }).waitFor();
  await shown.getByText('by 110 GPUs').waitFor();
  await shown.getByText(/was allocated and not measured/).waitFor();
  await shown.getByText(/48\sh allocated besides, busy 45\s%, useful 25\s%/).waitFor();
  expect(await shown.getByRole('listitem').getByRole('link').allInnerTexts()).toEqual([
    'retrieval-colbert-v2',
    'det-yolo-distill',
    'eval-suite-nightly',
    'ocr-benchmark',
  ]);
  await shown.getByText('4 more jobs held idle GPUs').waitFor();
  await shown.getByText('Evidence').press('Enter');
  await shown.getByText(/full use at flat power of 281\sW/).waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    expect(await breaches(page)).toEqual([]);
  }
  await shown.getByText('Evidence').press('Enter');
  await shown.getByRole('link', { name: 'retrieval-colbert-v2' }).click();
  await page.waitForURL('**/w/w/jobs/e/retrieval-colbert-v2');
});

test('on a phone, in French, it fits and is large enough for a finger', async () => {
  const page = await full({ viewport: narrow, hasTouch: true, isMobile: true, deviceScaleFactor: 2, locale: 'fr-FR' });
  const shown = page.getByRole('region', { name: 'Temps GPU, 24 h' });
  await shown.getByText('sur 110 GPU').waitFor();
  expect(await sideways(page)).toBe(0);
  expect(await smallTargets(page)).toEqual([]);
  await shown.getByText('Preuves').tap();
  await shown.getByText(/tourne à vide en attente/).waitFor();
  expect(await sideways(page)).toBe(0);
  expect(await breaches(page)).toEqual([]);
});

test('what is not whole or not current says so', async () => {
  const day = gpuDay(Date.now());
  const reading = await full({}, { readFrom: day.from + 3_600_000 });
  await pane(reading)
    .getByText(/read back to \d\d:\d\d, going on/)
    .waitFor();
  const thinned = await full({}, { oneIn: 4 });
  await pane(thinned).getByText('one GPU of 4 is read').waitFor();
  const old = await full({}, { to: Date.now() - 10 * 60_000 });
  await pane(old)
    .getByText(/10\smin old/)
    .waitFor();
});
