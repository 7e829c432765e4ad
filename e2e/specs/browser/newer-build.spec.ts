import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { CheckoutCopy } from '../../cluster/checkout-copy.ts';
import { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { Frame } from '../../pages/frame.ts';
import { JobSubmitPage } from '../../pages/job-submit-page.ts';

let copy: CheckoutCopy;
let yard: Yard;
let browser: RigBrowser;
beforeAll(async () => {
  copy = new CheckoutCopy();
  yard = await Yard.over(await new RigServer({}, copy.entry).start(), 0);
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
  copy?.dispose();
});

async function restartNewer(mark: string): Promise<void> {
  await yard.server.kill('SIGTERM');
  copy.buildNewer(mark);
  await yard.server.start();
}

test('a restart that changes nothing reloads no page; a newer build reloads those on which nobody writes', async () => {
  const reading = await browser.signedIn(yard.server);
  await reading.goto('/w/w/jobs');
  const writing = await browser.signedIn(yard.server);
  const form = await new JobSubmitPage(writing).open('w');
  const [reader, writer] = [new Frame(reading), new Frame(writing)];
  for (const frame of [reader, writer]) {
    await frame.waitUntilLive();
    await frame.mark();
  }
  await yard.server.kill('SIGTERM');
  for (const frame of [reader, writer]) await frame.waitUntilCut();
  await yard.server.start();
  for (const frame of [reader, writer]) await frame.waitUntilLive();
  expect([await reader.isStillTheSameDocument(), await writer.isStillTheSameDocument()]).toEqual([true, true]);

  await form.toolkit('Custom').click();
  await form.command.fill('echo unsaved');
  await restartNewer('second build');
  await until('the page that is only read to be the newer one', async () => !(await reader.isStillTheSameDocument()));
  await reader.waitUntilLive();
  expect(await reading.content()).toContain('second build');
  expect(new URL(reading.url()).pathname).toBe('/w/w/jobs');

  await writing.getByText('A newer version is served').waitFor();
  // The focus leaves the field: what was typed is still nowhere but on this page.
  await form.send.focus();
  expect(await form.command.inputValue()).toBe('echo unsaved');
  expect(await writer.isStillTheSameDocument()).toBe(true);
  await writing.getByRole('button', { name: 'Start over' }).click();
  await until('the page to be the newer one', async () => !(await writer.isStillTheSameDocument()));
  await writer.waitUntilLive();
  expect(await writing.content()).toContain('second build');
  expect(browser.complaints).toEqual([]);
});
