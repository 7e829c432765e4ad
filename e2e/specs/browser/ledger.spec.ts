import { createHash } from 'node:crypto';
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { until } from '../../cluster/wait.ts';
import { watchUnderCuts } from '../../cluster/watched-cuts.ts';
import { Yard } from '../../cluster/yard.ts';
import { Frame } from '../../pages/frame.ts';
import { heldLog } from '../../pages/held-log.ts';
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

test('5,000 lines a second, the socket cut 100 times at random: the page holds what was printed, nothing missing, nothing twice', async () => {
  const watched = await watchUnderCuts(yard, browser, { name: 'cuts', cuts: 100, seed: 728_608 });
  const { ledger, lines, printed, heldAsPrinted } = watched;
  expect(ledger).toMatchObject({ lines, missing: 0, doubled: 0 });
  expect(ledger.resumed).not.toBeNull();
  expect(watched).toMatchObject({ to: lines, stored: printed, held: heldAsPrinted });
  expect(browser.complaints).toEqual([]);
});

const of = { workspace: 'w', experiment: 'e' };

/** Prints numbered lines, 200 a second, until its gate is open. */
const counting = (gate: Gate): string =>
  `i=1; until ${gate.isOpen}; do for n in 1 2 3 4 5 6 7 8 9 10; do echo "line $i"; i=$((i+1)); done; sleep 0.05; done`;

const streamOf = async (name: string) =>
  (await yard.streams(name)).find(({ phase, fd }) => phase === 'run' && fd === 'stdout');

/** Where a server that is stopped has a stream: its bytes, and what it knows of it besides. */
function filesOf(stream: string): { bytes: string; meta: string } {
  const [job = '', unit = '', ...rest] = stream.split('/');
  const base = join(yard.server.home, 'archive', 'logs', job, unit, rest.join('_'));
  return { bytes: `${base}.${'0'.repeat(16)}.log`, meta: `${base}.meta` };
}

test('a tab that slept while the server was started anew has every line, and says how it resumed', async () => {
  const gate = new Gate(yard.server, 'sleeps');
  await yard.submit('sleeps', counting(gate));
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open({ ...of, name: 'sleeps' });
  await job.waitForLines(100);
  const frame = new Frame(page);
  await frame.mark();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });

  const before = (await streamOf('sleeps'))?.lines ?? 0;
  await yard.server.kill('SIGKILL');
  await yard.server.start();
  await until('lines that came meanwhile', async () => ((await streamOf('sleeps'))?.lines ?? 0) > before + 100);
  gate.open();
  await yard.inState('sleeps', 'succeeded');

  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  const stored = await yard.log('sleeps');
  const lines = stored.toString().split('\n').length - 1;
  const ledger = await until('all lines', async () => {
    const seen = await job.ledger();
    return seen?.lines === lines && seen;
  });
  expect(ledger).toMatchObject({ missing: 0, doubled: 0 });
  await page.getByText(/^resumed by offset at .+ after a cut of .+$/).waitFor();
  const { stream = '' } = (await streamOf('sleeps')) ?? {};
  const sha256 = createHash('sha256').update(stored).digest('hex');
  expect((await heldLog(page))[stream]).toEqual({ from: 0, to: lines, sha256 });
  expect(stored.toString()).toBe(printed(lines));
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
  await page.context().close();
});

const printed = (lines: number) => Array.from({ length: lines }, (_, at) => `line ${at + 1}\n`).join('');

/** Puts lost bytes of {@link counting} back among the files of a server that is stopped; what stands behind them is counted anew. */
async function putBack(files: ReturnType<typeof filesOf>, { from, to }: { from: number; to: number }): Promise<void> {
  const at = (base: number, kind: string) => files.bytes.replace(/\d{16}\.log$/, `${base}`.padStart(16, '0') + kind);
  await writeFile(at(from, '.log'), printed(1_000).slice(0, to - from));
  await rm(at(to, '.idx'));
  const records = (await readFile(files.meta, 'utf8')).split('\n').filter((record) => !record.includes('"hole"'));
  await writeFile(files.meta, records.join('\n'));
}

test('bytes that were lost are a numbered gap among the lines, asked for again and filled, and the ledger is true throughout', async () => {
  const [more, gate] = [new Gate(yard.server, 'loses-more'), new Gate(yard.server, 'loses')];
  const first = Array.from({ length: 300 }, (_, at) => `first ${at + 1}\n`).join('');
  await yard.submit('loses', `for i in $(seq 300); do echo "first $i"; done; ${more.wait}; ${counting(gate)}`);
  const page = await browser.signedIn(yard.server);
  const job = await new JobPage(page).open({ ...of, name: 'loses' });
  await job.waitForLines(300);
  const { stream = '' } = (await streamOf('loses')) ?? {};
  const files = filesOf(stream);
  await until('all of it on the disk', async () => (await stat(files.bytes)).size === first.length);

  // A server whose disk says that 4,096 bytes never came: it asks its agent for what is behind them only.
  await yard.server.kill('SIGKILL');
  more.open();
  await new Frame(page).waitUntilCut();
  const hole = { from: first.length, to: first.length + 4_096, why: 'planted' };
  await appendFile(files.meta, `${JSON.stringify({ hole })}\n`);
  await yard.server.start();
  await until('lines behind the hole', async () => ((await streamOf('loses'))?.bytes ?? 0) > hole.to + 1_000);
  gate.open();
  await yard.inState('loses', 'succeeded');
  expect((await streamOf('loses'))?.holes).toEqual([hole]);

  await page.getByText('complete', { exact: true }).waitFor();
  expect(await job.ledger()).toMatchObject({ missing: hole.to - hole.from, doubled: 0 });
  const shown = page.locator(`[data-hole="${hole.from}-${hole.to}"]`);
  await job.log.focus();
  const top = async () => (await job.shownLines())[0]?.number ?? 0;
  // Screen by screen, each drawn before the next is asked for.
  for (let before = await top(); before > 1 && !(await shown.isVisible()); before = await top()) {
    await page.keyboard.press('PageUp');
    await until('the screen above', async () => (await top()) < before);
  }
  const text = await shown.textContent();
  expect(text).toMatch(/^4\sKiB not received between lines 300 and 301/);
  expect(text).toContain('planted');

  // Nobody has them: the page says so, and goes on saying that they are missing.
  await shown.getByRole('button', { name: /^Ask the server again: / }).click();
  await until('why they are gone', async () => (await shown.textContent())?.includes('gone for good'));
  expect(await job.ledger()).toMatchObject({ missing: hole.to - hole.from });

  // Who opens the page afterwards is told the same.
  await page.reload();
  await job.waitForLines(300);
  expect(await job.ledger()).toMatchObject({ missing: hole.to - hole.from, doubled: 0 });
  await page.getByRole('button', { name: '1 gap, show it' }).click();
  await shown.waitFor();
  expect(await shown.textContent()).toMatch(/^4\sKiB not received between lines 300 and 301/);

  // An operator finds them after all: what the page holds is then what was printed, with the numbers that it has there.
  await yard.server.kill('SIGKILL');
  await new Frame(page).waitUntilCut();
  await putBack(files, hole);
  await yard.server.start();
  await new Frame(page).waitUntilLive();
  await shown.getByRole('button', { name: /^Ask the server again: / }).click();
  const { lines } = await until('a log without a gap', async () => {
    const seen = await job.ledger();
    return seen?.missing === 0 && seen.lines > 301 && seen;
  });
  const stored = await yard.log('loses');
  expect(stored.toString()).toBe(first + printed(lines - 300));
  const sha256 = createHash('sha256').update(stored).digest('hex');
  expect((await heldLog(page))[stream]).toEqual({ from: 0, to: lines, sha256 });
  expect((await job.goneTo(301)).text).toBe('line 1');
  expect(browser.complaints).toEqual([]);
});
