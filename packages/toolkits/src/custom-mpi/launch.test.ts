import { expect, test } from 'vitest';
import { launcherLine } from '../mpi/launcher-line.ts';
import { launched, processWith } from '../testing/launched.ts';
import { customMpi } from './launch.ts';

const commandLine = 'python -u $AZ_BATCHAI_INPUT_SCRIPT/label.py --output_dir $AZ_BATCHAI_OUTPUT_LABEL | tee log';

const rank = (at: number, localRank: number) =>
  processWith({
    role: 'rank',
    rank: at,
    localRank,
    command: { shell: commandLine },
    exitRule: 'watched',
    startedBy: 'launcher',
  });

test('three ranks of a command on two nodes, golden', () => {
  const launcher = processWith({ role: 'launcher', rank: 3, command: { shell: launcherLine(3, commandLine) } });
  expect(launched(customMpi, { commandLine, processCount: 3 }, [0, 0])).toEqual([
    [launcher, rank(0, 0), rank(1, 1)],
    [rank(2, 0)],
  ]);
});

test('alone it is started by MPI as well', () => {
  expect(
    launched(customMpi, { commandLine }, [0])
      .flat()
      .map(({ role }) => role),
  ).toEqual(['launcher', 'rank']);
});
