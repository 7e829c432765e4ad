import { fenceKey } from '@trainyard/contracts/attempt';
import { regularFiles } from '../../transfer/regular-files.ts';
import type { Step, StepContext } from '../step.ts';

/** Ships what the task left: outputs that lie on no volume, and the last checkpoints. */
export const artifacts: Step = {
  name: 'artifacts',
  when: 'always',
  resumes: true,
  async run(context) {
    await context.checkpoints.stop(true);
    for (const { id } of context.record.plan.outputDirectories) await ship(context, id);
  },
};

async function ship({ record, system, files, dropped, note }: StepContext, id: string): Promise<void> {
  const fence = fenceKey(record.plan.fence);
  const found = regularFiles(system[`AZ_BATCHAI_OUTPUT_${id}`] as string);
  if (found.skipped > 0) note(`output ${id}: ${found.skipped} files are past the limits and were not stored`);
  for (const { path, file } of found.files) {
    try {
      await files.upload(file, { fence, kind: 'output', directory: id, path }, dropped);
    } catch (error) {
      dropped.throwIfAborted();
      note(`output ${id}: ${path} was not stored: ${(error as Error).message}`);
    }
  }
}
