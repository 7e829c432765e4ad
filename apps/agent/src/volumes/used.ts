import type { StepContext } from '../tasks/step.ts';
import type { Volume } from './volume.ts';

/** The volumes that a task may have used: its own, and those of the node where it names their root. */
export function volumesUsed({ record, volumes, roots }: Pick<StepContext, 'record' | 'volumes' | 'roots'>): Volume[] {
  const { env, processes, preparation, inputDirectories, outputDirectories, stdOutErrPathPrefix } = record.plan;
  const said = JSON.stringify([env, processes, preparation, inputDirectories, outputDirectories, stdOutErrPathPrefix]);
  const others = roots.filter(({ variable, path }) => said.includes(variable) || said.includes(path));
  return [...new Set([...volumes.all, ...others.flatMap((root) => root.volumes)])];
}
