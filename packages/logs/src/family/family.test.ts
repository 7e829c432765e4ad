import { reason } from '@trainyard/contracts/reasons';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from './cure.ts';
import { type Ending, failureOf } from './failure.ts';
import { normalise } from './normalise.ts';
import { standsOut } from './places.ts';

const ending = (text: string, more: Partial<Ending> = {}): Ending => ({
  outputs: [text.split('\n')],
  outcome: 'failed',
  reason: reason('processExited', { rank: 0, node: 'c-0', exitCode: 1 }),
  exitCode: 1,
  signal: null,
  ...more,
});
const of = (text: string, more: Partial<Ending> = {}) => failureOf(ending(text, more));

interface Noise {
  rank: number;
  node: number;
  address: number;
  step: number;
  home: string;
}

/** Five faults as programs print them, with what differs from one time to the next. */
const faults: Record<string, (noise: Noise) => string> = {
  memory: ({ rank, home, step }) => `step ${step} loss 0.${step}
[rank${rank}]: Traceback (most recent call last):
[rank${rank}]:   File "${home}/train.py", line ${100 + step}, in <module>
[rank${rank}]:     main()
[rank${rank}]:   File "${home}/model.py", line ${step}, in forward
[rank${rank}]:     return self.attention(x)
[rank${rank}]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate ${step}.00 GiB. GPU ${rank} has a total capacity of 79.15 GiB
E1119 21:04:37.${step} ${step} torch/distributed/elastic/multiprocessing/api.py:869] failed (exitcode: 1) local_rank: ${rank}
Traceback (most recent call last):
  File "${home}/bin/torchrun", line 8, in <module>
    sys.exit(main())
torch.distributed.elastic.multiprocessing.errors.ChildFailedError: 
train.py FAILED`,
  nccl: ({
    rank,
    step,
    address,
  }) => `[rank${rank}]:[E1119 21:04:37.${step} ProcessGroupNCCL.cpp:616] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${step}, OpType=ALLREDUCE, NumelIn=${address}, Timeout(ms)=600000) ran for 600${step} milliseconds before timing out.
terminate called after throwing an instance of 'c10::DistBackendError'
  what():  [PG ID 0] process group watchdog thread terminated`,
  decode: ({ home, step, node }) => `2026-11-19 21:04:${10 + (step % 50)},123 INFO worker_${node} opened shard ${step}
Traceback (most recent call last):
  File "${home}/score.py", line ${step}, in read
    image = Image.open(path)
  File "/usr/lib/python3.12/site-packages/PIL/Image.py", line 3498, in open
    raise UnidentifiedImageError(msg)
PIL.UnidentifiedImageError: cannot identify image file '/data/shard-${step}/img_${step}.jpg'`,
  segfault: ({ address, step }) => `loading library at 0x${address.toString(16)}
bash: line ${step % 9}: ${step} Segmentation fault      (core dumped) ./solver --seed ${step}`,
  missing: ({ step }) => `/bin/bash: line ${step % 7}: nvcc: command not found`,
};

const noise: fc.Arbitrary<Noise> = fc.record({
  rank: fc.nat(15),
  node: fc.nat(99),
  address: fc.integer({ min: 0x1000, max: 0xffffffff }),
  step: fc.integer({ min: 1, max: 99_999 }),
  home: fc.constantFrom('/mnt/jobs/1f3a', '/home/ada/run-7', '/tmp/x/y/z'),
});

describe('families', () => {
  test('of five faults over a hundred jobs are five, each pure, and the node that is to blame for one stands out', () => {
    fc.assert(
      fc.property(fc.array(noise, { minLength: 100, maxLength: 100 }), (noises) => {
        const names = Object.keys(faults);
        const families = new Map<string, { fault: string; node: string }[]>();
        noises.forEach((one, at) => {
          const fault = names[at % names.length] as string;
          // Of the fault of one broken node most happen there; the others anywhere.
          const node = fault === 'nccl' && at % 7 !== 0 ? 'c-4' : `c-${one.node % 6}`;
          const { family } = of(faults[fault]?.(one) ?? '');
          families.set(family, [...(families.get(family) ?? []), { fault, node }]);
        });
        expect(families.size).toBe(5);
        for (const members of families.values()) expect(new Set(members.map(({ fault }) => fault)).size).toBe(1);
        const broken = [...families.values()].find(([first]) => first?.fault === 'nccl') ?? [];
        const counts = new Map<string, number>();
        for (const { node } of broken) counts.set(node, (counts.get(node) ?? 0) + 1);
        const places = [...counts].sort((a, b) => b[1] - a[1]);
        expect(standsOut(places, broken.length, 6)).toBe('c-4');
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['memory', 'cuda', 'CUDA out of memory'],
    ['nccl', 'nccl', 'NCCL watchdog: a collective operation timed out'],
    ['decode', 'python', "PIL.UnidentifiedImageError: cannot identify image file '/data/shard-7/img_7.jpg'"],
    ['segfault', 'native', 'Segmentation fault'],
    ['missing', 'shell', 'nvcc: not found'],
  ])('%s is told as %s: %s', (fault, kind, title) => {
    const text = faults[fault]?.({ rank: 3, node: 1, address: 4096, step: 7, home: '/a' }) ?? '';
    expect(of(text)).toMatchObject({ kind, title, says: null });
  });

  test.each([
    [
      'MemoryError',
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    x\nMemoryError',
      'memory',
      'Out of memory',
    ],
    [
      'a chain of causes tells the last',
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 2, in g\nValueError: bad',
      'python',
      'ValueError: bad',
    ],
    [
      'what C++ throws',
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  cannot open model.bin\nAborted (core dumped)",
      'native',
      'std::runtime_error: cannot open model.bin',
    ],
    [
      'an error of CUDA',
      'RuntimeError: CUDA error: device-side assert triggered',
      'cuda',
      'CUDA error: device-side assert triggered',
    ],
    [
      'a program in Go',
      'panic: runtime error: index out of range [3]',
      'native',
      'panic: runtime error: index out of range [3]',
    ],
    ['a disk that is full', 'cp: error writing out: No space left on device', 'shell', 'No space left on device'],
  ])('%s', (_, text, kind, title) => expect(of(text)).toMatchObject({ kind, title }));

  test('tell the line by its place in the output that told it', () => {
    const found = failureOf(ending('', { outputs: [['nothing here'], ['fine', 'x: command not found']] }));
    expect(found).toMatchObject({ kind: 'shell', told: { output: 1, line: 1 } });
  });

  test('where nothing is printed are told by how it ended, wherever that was', () => {
    const silent = (more: Partial<Ending>) => of('epoch 3 done', more);
    const exit = silent({});
    expect(exit).toMatchObject({ kind: 'exit', says: { code: 'familyExited', params: { exitCode: 1 } }, told: null });
    const other = silent({ reason: reason('processExited', { rank: 5, node: 'c-9', exitCode: 1 }) });
    expect(other.family).toBe(exit.family);
    expect(silent({ exitCode: 2 }).family).not.toBe(exit.family);
    expect(silent({ signal: 'SIGKILL' })).toMatchObject({ kind: 'signal', says: { params: { signal: 'SIGKILL' } } });
    const lost = (node: string) =>
      silent({ outcome: 'lost', exitCode: null, reason: reason('nodeLost', { node, why: node }) });
    expect(lost('a')).toMatchObject({ kind: 'node', family: lost('b').family });
    const killed = of('MemoryError', { reason: reason('memoryLimitHit', { rank: 1, node: 'c-1', limit: '4 GiB' }) });
    expect(killed).toMatchObject({ kind: 'memory', says: { code: 'memoryLimitHit', params: { node: '…' } } });
    expect(silent({ exitCode: null, reason: null })).toMatchObject({ says: { code: 'familyUnknown' } });
  });

  test('are made of any text at all, in time that grows with it alone', () => {
    fc.assert(fc.property(fc.string({ maxLength: 5_000 }), (text) => /^[0-9a-f]{16}$/.test(of(text).family)));
    const long = `Traceback (most recent call last):\n${'  File "'.repeat(20_000)}\n${'a/'.repeat(100_000)}`;
    expect(of(long).family).toMatch(/^[0-9a-f]{16}$/);
  });
});

test('a line loses what differs between two times', () => {
  expect(
    normalise(
      '[rank3]: 2026-11-19 21:04:37,123 ERROR: lost atlas-04 (10.0.0.7:29500) at 0x7f3a after 3.5 s in /mnt/a/b.py',
    ),
  ).toBe('lost atlas-# (<host>) at <address> after # s in <path>');
});

test('a cure is said by the words of the command that differ', () => {
  const job = (commandLine: string, more = {}) => ({ nodeCount: 1, customToolkitSettings: { commandLine }, ...more });
  expect(differences(job('python train.py --batch-size 48'), job('python train.py --batch-size 32'))).toEqual([
    { what: '--batch-size', from: '48', to: '32' },
  ]);
  expect(differences(job('a'), job('a', { nodeCount: 2, tags: { x: 'y' } }))).toEqual([
    { what: 'nodeCount', from: '1', to: '2' },
  ]);
  expect(differences(job('a'), job('a'))).toEqual([]);
});

test('no node stands out where there is one, or where it was chance', () => {
  expect(standsOut([['a', 7]], 7, 1)).toBeNull();
  expect(standsOut([['a', 2]], 2, 9)).toBeNull();
  expect(
    standsOut(
      [
        ['a', 3],
        ['b', 3],
      ],
      6,
      9,
    ),
  ).toBeNull();
  expect(
    standsOut(
      [
        ['a', 6],
        ['b', 1],
      ],
      7,
      9,
    ),
  ).toBe('a');
});
