import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { DesiredNode } from '@trainyard/contracts/fleet';
import { nodeStream } from '@trainyard/contracts/log-frame';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesOf } from './executors/proc.ts';
import { setupFence } from './node-setup.ts';
import { plan, run, shell } from './testing/plans.ts';
import { Rig } from './testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
});

afterEach(() => rig.close());

const setup = (commandLine: string, more: Partial<NonNullable<DesiredNode['setup']>> = {}) => ({
  setup: { commandLine, env: [], secrets: [], round: 0, ...more },
});
const says = (phase: string, round = 0) =>
  rig.server.until(() => rig.server.nodeReport?.phase === phase && rig.server.nodeReport.round === round);
const strays = () =>
  processesOf({ fence: setupFence(rig.server.nodeUid), roots: [], sessions: [], group: rig.groups.group('setup') });

test('one that fails is told with the last lines of its stderr, and leaves nothing running', async () => {
  const noise = 'for i in {1..100}; do echo line $i >&2; done; (env -i setsid sleep 1234567 &)';
  rig.server.changeNode(setup(`${noise}; echo "no disk /dev/sdx" >&2; exit 9`));
  await rig.startAgent();
  await says('failed');
  const { reason, setup: end } = rig.server.nodeReport ?? {};
  expect(reason).toEqual({ code: 'nodeSetupFailed', params: { exitCode: 9 } });
  const lines = end?.stderr.split('\n');
  expect([lines?.length, lines?.[0], lines?.at(-1)]).toEqual([20, 'line 82', 'no disk /dev/sdx']);
  expect(end).toMatchObject({ exitCode: 9, endedAt: expect.any(Number) });
  expect(strays()).toEqual([]);
});

test('its last words are bounded, whatever they are', async () => {
  rig.server.changeNode(setup(`printf 'é%.0s' {1..9000} >&2; exit 1`));
  await rig.startAgent();
  await says('failed');
  expect(rig.server.nodeReport?.setup?.stderr.length).toBeLessThanOrEqual(4096);
});

test('one that wrote nothing to stderr is told by its stdout', async () => {
  rig.server.changeNode(setup('echo "E: no such package"; exit 100'));
  await rig.startAgent();
  await says('failed');
  expect(rig.server.nodeReport?.setup?.stderr).toBe('E: no such package');
});

test('one that never ends is stopped at its limit', async () => {
  rig.server.changeNode(setup('echo waits >&2; sleep 1234567', { limit: 200 }));
  await rig.startAgent();
  await says('failed');
  expect(rig.server.nodeReport).toMatchObject({
    reason: { code: 'nodeSetupTimedOut', params: { limit: 'PT0.2S' } },
    setup: { exitCode: null, stderr: expect.stringMatching(/^waits/) },
  });
  expect(strays()).toEqual([]);
});

test('another round runs it once more, in the same log, and then the node takes tasks', async () => {
  const mended = join(rig.home, 'mended');
  const line = `echo tried; test -e ${mended}`;
  rig.server.changeNode(setup(line));
  await rig.startAgent();
  await says('failed');
  expect(rig.server.nodeReport?.setup?.stderr).toBe('tried');
  const of = plan([shell('echo went')]);
  rig.server.want(run(of));
  writeFileSync(mended, '');
  rig.server.changeNode(setup(line, { round: 1 }));
  await says('ready', 1);
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
  const stream = nodeStream(rig.server.nodeUid, 'stdout');
  await rig.server.until(() => rig.server.text(stream) === 'tried\ntried\n');
  // An agent that starts again knows that this round is done.
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  rig.server.nodeReport = undefined;
  await rig.startAgent();
  await says('ready', 1);
  expect(readFileSync(join(rig.home, 'setup', 'setup.stdout'), 'utf8')).toBe('tried\ntried\n');
});

test('a changed one waits for what runs, and new work waits for it', async () => {
  const made = join(rig.home, 'made');
  rig.server.changeNode(setup('true'));
  await rig.startAgent();
  await says('ready');
  const first = plan([shell(`echo ready; until [ -e GO ]; do sleep 0.02; done; test ! -e ${made}`)]);
  rig.server.want(run(first));
  await rig.server.until(() => rig.stdout(first).includes('ready'));
  rig.server.changeNode(setup(`: > ${made}`, { round: 1 }));
  const second = plan([shell(`test -e ${made}`)]);
  rig.server.want(run(second));
  writeFileSync(join(rig.home, 'jobs', `${first.fence.job.slice(-12)}-0-1-0`, 'work', 'GO'), '');
  expect(await rig.server.ended(fenceKey(first.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(existsSync(made)).toBe(false);
  rig.server.drop(fenceKey(first.fence));
  await says('ready', 1);
  expect(await rig.server.ended(fenceKey(second.fence))).toMatchObject({ outcome: 'succeeded' });
});
