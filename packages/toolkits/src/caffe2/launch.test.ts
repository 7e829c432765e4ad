import { expect, test } from 'vitest';
import { launched, processWith } from '../testing/launched.ts';
import { caffe2 } from './launch.ts';

const settings = {
  pythonScriptFilePath: '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/caffe2/resnet50_trainer.py',
  commandLineArgs: '--num_shards 2 --shard_id $AZ_BATCHAI_TASK_INDEX --file_store_path $AZ_BATCHAI_SHARED_JOB_TEMP',
};
const shell =
  '$(command -v python || echo python3) "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/caffe2/resnet50_trainer.py" --num_shards 2 --shard_id $AZ_BATCHAI_TASK_INDEX --file_store_path $AZ_BATCHAI_SHARED_JOB_TEMP';

const rank = (at: number, log: string | null) =>
  processWith({
    role: 'rank',
    rank: at,
    command: { shell },
    env: [{ name: 'AZ_BATCHAI_TASK_INDEX', value: String(at) }],
    log,
  });

test('one program on each node, golden', () => {
  expect(launched(caffe2, settings, [4, 4])).toEqual([[rank(0, '0')], [rank(1, '1')]]);
});

test('alone its log has no number', () => {
  expect(launched(caffe2, settings, [4])).toEqual([[rank(0, null)]]);
});

test('arguments that no shell could read are refused', () => {
  expect(() => launched(caffe2, { ...settings, commandLineArgs: '"' }, [1])).toThrow('a quote " is never closed');
});
