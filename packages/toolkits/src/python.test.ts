import { expect, test } from 'vitest';
import { pythonLine, unclosedArgs, withArgs } from './python.ts';

const script = '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py';

test.each([
  [{ pythonScriptFilePath: 'train.py' }, undefined, '$(command -v python || echo python3) train.py'],
  [
    { pythonScriptFilePath: script },
    '--name "a b" -o $AZ_BATCHAI_OUTPUT_MODEL\n--epochs 5',
    '$(command -v python || echo python3) "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py" --name "a b" -o $AZ_BATCHAI_OUTPUT_MODEL --epochs 5',
  ],
  [
    { pythonScriptFilePath: 'my train.py', pythonInterpreterPath: '$CONDA/bin/python' },
    ' ',
    '"$CONDA/bin/python" "my train.py"',
  ],
])('%j with %j', (program, args, line) => {
  expect(pythonLine(program, args)).toBe(line);
});

test('a program without arguments has no space behind it', () => {
  expect(withArgs('caffe', '')).toBe('caffe');
});

test('arguments that no shell could read are told with their place', () => {
  expect(unclosedArgs({ 'horovodSettings.commandLineArgs': "--name it's", other: undefined })).toEqual([
    {
      path: 'horovodSettings.commandLineArgs',
      code: 'UnclosedQuote',
      message: "a quote ' is never closed: close it, or write \\'",
      params: { quote: "'" },
    },
  ]);
});
