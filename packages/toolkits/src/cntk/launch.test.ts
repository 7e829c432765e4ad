import { expect, test } from 'vitest';
import { launcherLine } from '../mpi/launcher-line.ts';
import { launched, processWith } from '../testing/launched.ts';
import { cntk } from './launch.ts';

const pythonScriptFilePath = '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/cntk/ConvNet_MNIST.py';
const configFilePath = '$AZ_BATCHAI_INPUT_CONFIG/ConvNet_MNIST.cntk';

test('a Python program alone, golden', () => {
  const line = '$(command -v python || echo python3) "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/cntk/ConvNet_MNIST.py" $DATA';
  expect(launched(cntk, { pythonScriptFilePath, commandLineArgs: '$DATA' }, [1])).toEqual([
    [processWith({ command: { shell: line } })],
  ]);
});

test('a BrainScript configuration on two nodes, golden', () => {
  const line = 'cntk configFile="$AZ_BATCHAI_INPUT_CONFIG/ConvNet_MNIST.cntk" parallelTrain=true';
  const rank = (at: number) =>
    processWith({ role: 'rank', rank: at, command: { shell: line }, exitRule: 'watched', startedBy: 'launcher' });
  expect(launched(cntk, { configFilePath, commandLineArgs: 'parallelTrain=true' }, [1, 1])).toEqual([
    [processWith({ role: 'launcher', rank: 2, command: { shell: launcherLine(2, line) } }), rank(0)],
    [rank(1)],
  ]);
});

test.each([
  [{ pythonScriptFilePath }, 'Python'],
  [{ configFilePath }, 'BrainScript'],
  [{ configFilePath, languageType: 'brainscript' }, 'brainscript'],
])('of %j the language is echoed as %s', (settings, languageType) => {
  expect(cntk.complete?.({ nodeCount: 2, settings })).toEqual({ ...settings, languageType, processCount: 2 });
});

test.each([
  [{}, 'pythonScriptFilePath', 'EitherOr'],
  [{ configFilePath, pythonScriptFilePath }, 'configFilePath', 'EitherOr'],
  [{ configFilePath, pythonInterpreterPath: '/python' }, 'pythonInterpreterPath', 'OnlyWith'],
  [{ configFilePath, languageType: 'Python' }, 'languageType', 'OnlyWith'],
  [{ pythonScriptFilePath, languageType: 'BrainScript' }, 'languageType', 'OnlyWith'],
])('%j is refused at %s: %s', (settings, path, code) => {
  expect(() => launched(cntk, settings, [1])).toThrow(
    expect.objectContaining({ code: 'InvalidBody', details: [expect.objectContaining({ path, code })] }),
  );
});
