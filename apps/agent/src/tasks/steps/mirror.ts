import { join } from 'node:path';
import { streamFile } from '../../executors/wrapper.ts';
import { doFileWork, type FileFailure, type FileWork } from '../../volumes/file-work.ts';
import { volumeAt } from '../../volumes/mount-roots.ts';
import type { Volume } from '../../volumes/volume.ts';
import { workOnVolume } from '../../volumes/volume-files.ts';
import { processBase } from '../layout.ts';
import { leftBy, streamPlace } from '../places.ts';
import type { Step, StepContext } from '../step.ts';

/** What a volume may take to come back before its copy of the streams is given up: they are with the server in any case. */
const backMs = 20_000;

/**
 * Puts the streams into `{prefix}/{segment}/stdouterr` under Batch AI's names (BATCHAI.md §9.3). Processes whose logs have one name are
 * merged, in order of their ranks; on a directory that the nodes of a gang share each adds its own to what the others wrote.
 */
export const mirror: Step = {
  name: 'mirror',
  when: 'always',
  async run(context) {
    const place = streamPlace(context);
    if (place.prefix === null || leftBy(place, context) !== undefined) return;
    const volume = volumeAt(place.path, context.roots);
    for (const { path, why } of await copy(context, place.path, volume)) context.note(`${path} was not copied: ${why}`);
  },
};

async function copy(context: StepContext, target: string, volume: Volume | undefined): Promise<FileFailure[]> {
  // Written meanwhile, they would lie under the place where it is mounted.
  if (volume && !(volume.record.mount !== null && (await volume.usable(backMs)))) {
    return [{ path: target, code: 'ENOTCONN', why: `${volume.planned.label} is not there` }];
  }
  // Each node has a cache of its own of what a helper serves: what one adds the others write over.
  const apart = volume?.record.mount?.by === 'helper';
  const work = { directories: [target], forget: null, merges: mergesOf(context, target, apart) };
  return volume ? workOnVolume(volume, work, context.clock) : doFileWork(work, () => {});
}

function mergesOf({ record, layout }: StepContext, target: string, apart: boolean): FileWork['merges'] {
  const { plan } = record;
  const gang = plan.gang.length > 1;
  const node = gang ? `-${plan.names.node}` : '';
  const own = apart && gang && plan.fence.task > 0 ? node : '';
  const add = gang && !apart;
  const streams = (['stdout', 'stderr'] as const).flatMap((fd) => [
    {
      to: join(target, `${fd}-job_prep${node}.txt`),
      from: [streamFile(processBase(layout, 'preparation', 0), fd)],
      add: false,
    },
    ...[...byName(plan.processes)].map(([name, indexes]) => ({
      to: join(target, `${fd}${name}${own}.txt`),
      from: indexes.map((index) => streamFile(processBase(layout, 'run', index), fd)),
      add,
    })),
  ]);
  const account = { to: join(target, `execution${node}.log`), from: [join(layout.run, 'agent.stdout')], add: false };
  return [...streams, account];
}

/** Ends of file names, and the processes that write there, by rank. */
function byName(processes: StepContext['record']['plan']['processes']): Map<string, number[]> {
  const names = new Map<string, number[]>();
  const byRank = [...processes.entries()].toSorted(([, a], [, b]) => a.rank - b.rank);
  for (const [index, { log }] of byRank) {
    const name = log === null ? '' : `-${log}`;
    names.set(name, [...(names.get(name) ?? []), index]);
  }
  return names;
}
