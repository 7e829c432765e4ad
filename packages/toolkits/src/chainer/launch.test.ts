import { expect, test } from 'vitest';
import { launcherLine } from '../mpi/launcher-line.ts';
import { launched, processWith } from '../testing/launched.ts';
import { chainer } from './launch.ts';

const settings = {
  pythonScriptFilePath: '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/chainer/train_mnist.py',
  pythonInterpreterPath: '/opt/conda/bin/python',
  commandLineArgs: '-g --communicator non_cuda_aware -o $AZ_BATCHAI_OUTPUT_MODEL',
};
const line =
  '/opt/conda/bin/python "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/chainer/train_mnist.py" -g --communicator non_cuda_aware -o $AZ_BATCHAI_OUTPUT_MODEL';

test('two ranks on one node, golden', () => {
  const rank = (at: number) =>
    processWith({
      role: 'rank',
      rank: at,
      localRank: at,
      command: { shell: line },
      exitRule: 'watched',
      startedBy: 'launcher',
    });
  const launcher = processWith({ role: 'launcher', rank: 2, command: { shell: launcherLine(2, line) } });
  expect(launched(chainer, { ...settings, processCount: 2 }, [4])).toEqual([[launcher, rank(0), rank(1)]]);
});

test('alone it needs no MPI, golden', () => {
  expect(launched(chainer, settings, [4])).toEqual([[processWith({ command: { shell: line } })]]);
});
