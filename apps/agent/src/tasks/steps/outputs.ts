import type { ReasonCode } from '@trainyard/contracts/reasons';
import { doFileWork, type FileWork } from '../../volumes/file-work.ts';
import { rootNamed, volumeAt, within } from '../../volumes/mount-roots.ts';
import type { Volume } from '../../volumes/volume.ts';
import { workOnVolume } from '../../volumes/volume-files.ts';
import { leftBy, outputPlaces, type Place, streamPlace } from '../places.ts';
import { type Step, type StepContext, StepFailure } from '../step.ts';

/** Makes the directories of streams and outputs once the volumes that they may lie on are there; the job needs no mkdir. */
export const outputs: Step = {
  name: 'outputs',
  when: 'forward',
  async run(context) {
    const { fence, gang, stdOutErrPathPrefix } = context.record.plan;
    const streams = streamPlace(context);
    const anew = stdOutErrPathPrefix !== null && gang.length > 1 && fence.task === 0 && fence.attempt > 1;
    const places = [streams, ...outputPlaces(context)];
    for (const place of places) mustStay(context, place);
    for (const place of places) {
      const forget = anew && place === streams ? streams.path : null;
      await make(context, place, { directories: [place.path], forget, merges: [] });
    }
  },
};

/** Makes those on a volume once more, which was mounted again: in a bucket a directory that holds nothing is not there. */
export async function makeAgain(context: StepContext, volume: Volume): Promise<void> {
  const made = context.record.steps.some(({ name, endedAt }) => name === 'outputs' && endedAt !== null);
  const places = [streamPlace(context), ...outputPlaces(context)].filter(({ path }) => within(volume.path, path));
  if (!made || places.length === 0) return;
  const work = { directories: places.map(({ path }) => path), forget: null, merges: [] };
  for (const { path, why } of await workOnVolume(volume, work, context.clock)) context.note(`${path}: ${why}`);
}

/** Refuses a path that leads out of where it begins; says so where one names a volume that is not there. */
function mustStay(context: StepContext, place: Place): void {
  const { field, path, prefix } = place;
  const left = leftBy(place, context);
  if (left !== undefined) throw new StepFailure('pathLeavesMountRoot', { field, path, root: left });
  const root = prefix === null ? undefined : rootNamed(prefix, context.roots);
  if (!root || volumeAt(path, context.roots)) return;
  const there = root.volumes.map(({ planned }) => planned.at).join(', ') || 'nothing';
  context.note(
    `${field}: no volume is mounted at ${prefix}, only ${there}: what is written there is kept by Trainyard`,
  );
}

async function make(context: StepContext, { field, path }: Place, work: FileWork): Promise<void> {
  const volume = volumeAt(path, context.roots);
  const [failure] = volume ? await workOnVolume(volume, work, context.clock) : doFileWork(work, () => {});
  if (!failure) return;
  const { reason: why } = volume?.record ?? {};
  if (why) throw new StepFailure(why.code as ReasonCode, why.params);
  const params = { field, path: failure.path, node: context.record.plan.names.node, why: failure.why };
  throw new StepFailure('directoryNotMade', params);
}
