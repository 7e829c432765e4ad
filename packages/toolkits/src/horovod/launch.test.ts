import { expect, test } from 'vitest';
import { launcherLine } from '../mpi/launcher-line.ts';
import { launched, processWith } from '../testing/launched.ts';
import { horovod } from './launch.ts';

const settings = {
  pythonScriptFilePath: '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/horovod/tensorflow_mnist.py',
  commandLineArgs: '--epochs 3',
};
const line =
  '$(command -v python || echo python3) "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/horovod/tensorflow_mnist.py" --epochs 3';

const rank = (at: number, localRank: number) =>
  processWith({
    role: 'rank',
    rank: at,
    localRank,
    command: { shell: line },
    exitRule: 'watched',
    startedBy: 'launcher',
  });
const launcher = (world: number) =>
  processWith({ role: 'launcher', rank: world, command: { shell: launcherLine(world, line) } });

test('two nodes with four GPUs, golden: a rank each, which sees them all', () => {
  expect(launched(horovod, settings, [4, 4])).toEqual([[launcher(2), rank(0, 0)], [rank(1, 0)]]);
});

test('alone it is started by MPI as well, golden', () => {
  expect(launched(horovod, settings, [1])).toEqual([[launcher(1), rank(0, 0)]]);
});

test('fewer ranks than nodes are refused, and no port is leased', () => {
  expect(() => launched(horovod, { ...settings, processCount: 1 }, [1, 1])).toThrow(
    'horovodSettings.processCount: 1 process cannot use 2 nodes: raise it to at least 2, or lower nodeCount',
  );
  expect(horovod.ports({ nodeCount: 2, settings }, 0)).toBe(0);
});

test('more ranks than a node can tell of are refused', () => {
  const fits = { ...settings, processCount: 2046 };
  expect(launched(horovod, fits, [1, 1]).map((of) => of.length)).toEqual([1024, 1023]);
  expect(() => launched(horovod, { ...settings, processCount: 2047 }, [1, 1])).toThrow(
    expect.objectContaining({
      code: 'ProcessesNotPlaceable',
      details: [
        expect.objectContaining({ code: 'TooManyProcesses', params: { processes: 2047, nodes: 2, most: 1023 } }),
      ],
    }),
  );
});

test('the count that is assumed is written out, one that is given stays', () => {
  expect(horovod.complete?.({ nodeCount: 2, settings })).toEqual({ ...settings, processCount: 2 });
  const given = { ...settings, processCount: 8 };
  expect(horovod.complete?.({ nodeCount: 2, settings: given })).toEqual(given);
});
