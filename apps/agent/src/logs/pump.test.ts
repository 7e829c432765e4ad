import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { taskStream } from '@trainyard/contracts/log-frame';
import { seededChance } from '@trainyard/runtime/chance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layoutOf } from '../tasks/layout.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
  await rig.startAgent();
});

afterEach(() => rig.close());

/** Runs `cat` on bytes of ours. */
async function prints(bytes: Buffer) {
  writeFileSync(join(rig.home, 'input'), bytes);
  const of = plan([shell(`cat ${rig.home}/input`)]);
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  return rig.server.bytes(taskStream(of.fence, 'run', 0, 'stdout'));
}

test.each([
  ['one line of a megabyte', Buffer.alloc(1_000_000, 'x')],
  ['binary', randomBytes(300_000)],
  ['invalid UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x28, 0x0a, 0x00, 0xed, 0xa0, 0x80])],
  ['nothing', Buffer.alloc(0)],
])('%s arrives byte for byte', async (_, bytes) => {
  expect((await prints(bytes)).equals(bytes)).toBe(true);
});

test('every stream of a task is told to have ended', async () => {
  const of = plan([shell('echo out')], { preparation: { commandLine: 'true' } });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const ends = [...rig.server.streams].map(([stream, { ended }]) => [stream.split('/').slice(4).join('/'), ended]);
  expect(new Map(ends as [string, boolean][])).toEqual(
    new Map([
      ['agent/0/stdout', true],
      ['preparation/0/stdout', true],
      ['preparation/0/stderr', true],
      ['run/0/stdout', true],
      ['run/0/stderr', true],
    ]),
  );
});

test.each([1, 2, 3])('cuts at random lose nothing and double nothing (seed %i)', async (seed) => {
  const chance = seededChance(seed);
  let cuts = 0;
  rig.server.cutAt = () => cuts < 12 && chance.next() < 0.15 && cuts++ >= 0;
  const of = plan([shell('for i in $(seq 1 40); do seq $((i * 5000)) $((i * 5000 + 4999)); done')]);
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const expected = Array.from({ length: 200_000 }, (_, at) => at + 5000).join('\n');
  expect(rig.stdout(of) === `${expected}\n`).toBe(true);
  expect(cuts).toBeGreaterThan(0);
});

test('never more than 4 MiB are unacknowledged', async () => {
  rig.server.holdAcknowledgements = true;
  const of = plan([shell('head -c 10000000 /dev/zero')]);
  rig.server.want(run(of));
  const stream = taskStream(of.fence, 'run', 0, 'stdout');
  // What other streams of the task sent counts as well.
  await rig.server.until(() => rig.server.unacknowledgedMax === fleetLimits.unackedBytes);
  // A beat later nothing more has come.
  const beats = rig.server.beats.length;
  await expect.poll(() => rig.server.beats.length, { timeout: 5_000 }).toBeGreaterThan(beats);
  expect(rig.server.unacknowledgedMax).toBe(fleetLimits.unackedBytes);
  rig.server.releaseAcknowledgements();
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.server.bytes(stream).byteLength).toBe(10_000_000);
});

test('what is printed unflushed arrives line by line as it is printed', async () => {
  const script = ['import time', 'for i in range(3):', '  print(i)', '  time.sleep(0.3)'].join('\n');
  const of = plan([shell('python3 script.py')], { files: [{ path: 'script.py', text: script, executable: false }] });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const marks = rig.server.streams.get(taskStream(of.fence, 'run', 0, 'stdout'))?.marks ?? [];
  // Python writes a line and its end apart, so an end may come in a frame of its own.
  const lines = marks.filter(({ line }) => line !== '\n');
  expect(lines.map(({ line }) => line.trim())).toEqual(['0', '1', '2']);
  const times = lines.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(3);
});

test('a task that puts a link in the place of its log while no agent looks is refused', async () => {
  rig.stopAgent();
  const first = await rig.spawnAgent();
  const of = plan([shell('echo started; while [ ! -e GO ]; do sleep 0.02; done')]);
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  await rig.kill(first);
  const { run: directory, work } = layoutOf(rig.home, of.fence);
  const { rmSync, symlinkSync } = await import('node:fs');
  rmSync(join(directory, '0.stdout'));
  symlinkSync('/etc/passwd', join(directory, '0.stdout'));
  await rig.startAgent();
  writeFileSync(join(work, 'GO'), '');
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.stdout(of)).toBe('started\n');
  expect(rig.server.streams.get(taskStream(of.fence, 'run', 0, 'stdout'))?.holes).toEqual([
    'the task replaced its log by a link',
  ]);
});

test('a task that puts another file in the place of its log while no agent looks is refused', async () => {
  rig.stopAgent();
  const first = await rig.spawnAgent();
  const of = plan([shell('echo started; while [ ! -e GO ]; do sleep 0.02; done')]);
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  await rig.kill(first);
  const { run: directory, work } = layoutOf(rig.home, of.fence);
  const { renameSync } = await import('node:fs');
  writeFileSync(join(directory, 'other'), 'started\nforged\n');
  renameSync(join(directory, 'other'), join(directory, '0.stdout'));
  await rig.startAgent();
  writeFileSync(join(work, 'GO'), '');
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.stdout(of)).toBe('started\n');
});
