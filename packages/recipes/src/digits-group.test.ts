import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Group, type GroupOptions } from '../digits/group.mjs';

/** The item at an index that must hold one. */
function at<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`nothing at ${index}`);
  return item;
}

function optionsOf(rank: number, world: number, over: Partial<GroupOptions> = {}): GroupOptions {
  const settings = { host: '127.0.0.1', port: 0, step: 0, settings: 'same', connectMs: 5000, stallMs: 5000 };
  return { rank, world, ...settings, say: () => {}, ...over };
}

/** Starts rank 0 on a free port; answers with its port and its coming group. */
async function master(world: number, over: Partial<GroupOptions> = {}) {
  let joined: Promise<Group> | undefined;
  const port = await new Promise<number>((resolve) => {
    joined = Group.join(optionsOf(0, world, { ...over, onListening: resolve }));
  });
  return { port, joined: joined as Promise<Group> };
}

async function groups(world: number): Promise<Group[]> {
  const { port, joined } = await master(world);
  const others = Array.from({ length: world - 1 }, (_, i) => Group.join(optionsOf(i + 1, world, { port })));
  return Promise.all([joined, ...others]);
}

const closeAll = (all: Group[]) => Promise.all(all.map((group) => group.close()));

test('an average is the mean, and the same bits on every rank', async () => {
  const floats = fc.float({ min: -1000, max: 1000, noNaN: true });
  const cases = fc.record({
    world: fc.integer({ min: 2, max: 5 }),
    length: fc.integer({ min: 1, max: 40_000 }),
    sample: fc.array(floats, { minLength: 5, maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ world, length, sample }) => {
      const all = await groups(world);
      const inputs = all.map((_, rank) =>
        Float32Array.from({ length }, (_, i) => at(sample, (i * 7 + rank) % sample.length)),
      );
      const outputs = inputs.map((values) => values.slice());
      await Promise.all(all.map((group, rank) => group.average(at(outputs, rank), 3, 9)));
      await closeAll(all);
      const mean = Float32Array.from(
        { length },
        (_, i) => inputs.reduce((sum, values) => sum + at(values, i), 0) / world,
      );
      for (const output of outputs)
        expect(Buffer.compare(Buffer.from(output.buffer), Buffer.from(mean.buffer))).toBe(0);
    }),
    { numRuns: 25 },
  );
});

test('rank 0 gives its bytes to all', async () => {
  const all = await groups(3);
  const got = await Promise.all(all.map((group, rank) => group.share(Buffer.from(`state of ${rank}`), 12)));
  expect(got.map(String)).toEqual(['state of 0', 'state of 0', 'state of 0']);
  await closeAll(all);
});

test('a lost rank is named on every other rank', async () => {
  const all = await groups(3);
  await at(all, 2).close();
  const first = at(all, 0)
    .average(new Float32Array(4), 7, 0)
    .catch(async (error: Error) => {
      await at(all, 0).abort(error.message);
      throw error;
    });
  const second = at(all, 1).average(new Float32Array(4), 7, 0);
  const message = 'rank 2 was lost at step 7: the connection was closed';
  const outcomes = await Promise.allSettled([first, second]);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.message)).toEqual([
    message,
    message,
  ]);
  await at(all, 1).close();
});

test.each([
  ['another step', { step: 8, checksum: 1 }, 'rank 1 is at step 8, not 7'],
  ['other weights', { step: 7, checksum: 2 }, 'rank 1 holds other weights than rank 0 at step 7'],
])('a rank with %s is noticed', async (_, { step, checksum }, message) => {
  const all = await groups(2);
  const theirs = at(all, 1)
    .average(new Float32Array(4), step, checksum)
    .catch(() => {});
  await expect(at(all, 0).average(new Float32Array(4), 7, 1)).rejects.toThrow(message);
  await at(all, 0).abort(message);
  await theirs;
  await at(all, 1).close();
});

test('a silent rank counts as lost', async () => {
  const { port, joined } = await master(2, { stallMs: 20 });
  const [first, second] = await Promise.all([joined, Group.join(optionsOf(1, 2, { port }))]);
  await expect(first.average(new Float32Array(1), 0, 0)).rejects.toThrow(
    'rank 1 was lost at step 0: no word for 0.02 s',
  );
  await closeAll([first, second]);
});

test('mismatched ranks and strangers are refused, and the wait goes on', async () => {
  const said: string[] = [];
  const { port, joined } = await master(2, { say: (line) => said.push(line) });
  const stranger = connect(port, '127.0.0.1').on('error', () => {});
  stranger.write('GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n');
  await new Promise((resolve) => stranger.once('close', resolve));
  await expect(Group.join(optionsOf(1, 3, { port }))).rejects.toThrow('rank 1 expects 3 ranks, rank 0 2');
  await expect(Group.join(optionsOf(1, 2, { port, settings: 'other' }))).rejects.toThrow('rank 0 refused rank 1');
  const late = await Group.join(optionsOf(1, 2, { port, step: 40 }));
  await closeAll([await joined, late]);
  expect(said.at(-1)).toBe('rank 1 is at step 40 and takes step 0 from rank 0');
});

test('a connection that says nothing is closed when all have joined', async () => {
  const said: string[] = [];
  const { port, joined } = await master(2, { say: (line) => said.push(line) });
  const stranger = connect(port, '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => stranger.once('connect', resolve));
  const closed = new Promise((resolve) => stranger.once('close', resolve));
  await closeAll(await Promise.all([joined, Group.join(optionsOf(1, 2, { port }))]));
  await closed;
  expect(said).toEqual(['refused a connection: rank 0 no longer waits for ranks']);
});

test('missing ranks are named at the deadline', async () => {
  const { joined } = await master(4, { connectMs: 30 });
  await expect(joined).rejects.toThrow('rank 1, 2, 3 did not join within 0.03 s');
});
