import { fenceKey } from '@trainyard/contracts/attempt';
import { regularFiles } from '../../transfer/regular-files.ts';
import { volumeAt } from '../../volumes/mount-roots.ts';
import { leftBy, outputPlaces, type Place } from '../places.ts';
import type { Step, StepContext } from '../step.ts';

/** Ships what the task left: outputs that lie on no volume, and the last checkpoints. */
export const artifacts: Step = {
  name: 'artifacts',
  when: 'always',
  resumes: true,
  async run(context) {
    await context.checkpoints.stop(true);
    for (const place of outputPlaces(context)) await ship(context, place);
  },
};

async function ship(context: StepContext, place: Place): Promise<void> {
  const { record, files, dropped, roots, note } = context;
  if (volumeAt(place.path, roots) || leftBy(place, context) !== undefined) return;
  const fence = fenceKey(record.plan.fence);
  const directory = place.output as string;
  const found = regularFiles(place.path);
  if (found.skipped > 0) note(`output ${directory}: ${found.skipped} files are past the limits and were not stored`);
  for (const { path, file } of found.files) {
    try {
      await files.upload(file, { fence, kind: 'output', directory, path }, dropped);
    } catch (error) {
      dropped.throwIfAborted();
      note(`output ${directory}: ${path} was not stored: ${(error as Error).message}`);
    }
  }
}
