import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { agentsOf, shellsOfJob } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { Frame } from '../../pages/frame.ts';
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

const of = { workspace: 'w', experiment: 'e' };

/** Prints numbered lines, quickly, until its gate is open. */
const counting = (gate: Gate): string =>
  `i=1; until ${gate.isOpen}; do for n in 1 2 3 4 5 6 7 8 9 10; do echo "line $i"; i=$((i+1)); done; sleep 0.05; done`;

/** Opens the page of a job that counts, once its first lines are there. */
async function watch(name: string, gate: Gate) {
  const { uid } = await yard.submit(name, counting(gate));
  const page = await browser.signedIn(yard.server);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const job = await new JobPage(page).open({ ...of, name });
  await job.waitForLines(100);
  const frame = new Frame(page);
  await frame.waitUntilLive();
  await frame.mark();
  return { uid, page, job, frame };
}

/** The page holds the log as it is stored: each line once, each with the number that it has in the file. */
async function expectWhole(job: JobPage, name: string): Promise<void> {
  const stored = (await yard.log(name)).toString();
  const count = stored.split('\n').length - 1;
  expect(stored).toBe(Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join(''));
  const ledger = await job.waitForLines(count);
  expect(ledger).toMatchObject({ lines: count, missing: 0, doubled: 0 });
  // A line is counted when it is here, and stands in the log a moment later.
  const shown = await until('the last line', async () => {
    const lines = await job.shownLines();
    return lines.at(-1)?.number === count && lines;
  });
  expect(shown.at(-1)).toEqual({ number: count, text: `line ${count}` });
  expect(shown.filter(({ number, text }) => text !== `line ${number}`)).toEqual([]);
  expect(await job.copyAll()).toBe(stored);
}

test('the server is killed under an open page: the page says so, comes back by itself, and its log lacks nothing', async () => {
  const gate = new Gate(yard.server, 'server');
  const { uid, page, job, frame } = await watch('counts', gate);
  const before = await job.waitForLines(100);
  const running = shellsOfJob(uid);

  await yard.server.kill('SIGKILL');
  await frame.waitUntilCut();
  await page.getByText(/^Cut off for .+, reconnecting$/).waitFor();
  await page.getByText(/^cut, resumes at byte [\d,]+$/).waitFor();
  expect(await frame.looksGrey()).toBe(true);
  expect((await job.ledger())?.lines).toBeGreaterThanOrEqual(before.lines);
  const cutAt = await job.waitForLines(1);

  await yard.server.start();
  await frame.waitUntilLive();
  expect(await frame.looksGrey()).toBe(false);
  await page.getByText(/^resumed by offset at .+ after a cut of .+$/).waitFor();
  await job.waitForLines(cutAt.lines + 100);
  expect(shellsOfJob(uid)).toEqual(running);

  gate.open();
  await job.says('succeeded');
  expect(await yard.inState('counts', 'succeeded')).toMatchObject({ attempt: 1 });
  await expectWhole(job, 'counts');
  expect((await job.ledger())?.resumed).not.toBeNull();
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
});

test('an agent is killed under an open page: the job goes on, and the page has every line', async () => {
  const gate = new Gate(yard.server, 'agent');
  const { uid, job, frame } = await watch('outlives', gate);
  const running = shellsOfJob(uid);
  const [agent] = agentsOf(yard.server.home);
  process.kill(agent?.pid ?? 0, 'SIGKILL');
  const killedAt = await job.waitForLines(1);
  await until('another agent of the node', () => agentsOf(yard.server.home).some(({ pid }) => pid !== agent?.pid));
  await job.waitForLines(killedAt.lines + 100);
  expect(shellsOfJob(uid)).toEqual(running);

  gate.open();
  await job.says('succeeded');
  expect(await yard.inState('outlives', 'succeeded')).toMatchObject({ attempt: 1 });
  await expectWhole(job, 'outlives');
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(browser.complaints).toEqual([]);
});
