import { join, normalize } from 'node:path';
import { expand } from '@trainyard/contracts/expand';
import { rootNamed, within } from '../volumes/mount-roots.ts';
import type { StepContext } from './step.ts';

/** A directory that the variables name, and what of the job says where it is to be. */
export interface Place {
  field: string;
  /** Of an output; null: of the streams. */
  output: string | null;
  path: string;
  /** As the job writes it; null: a place of ours. */
  prefix: string | null;
}

type Of = Pick<StepContext, 'record' | 'system' | 'layout' | 'roots'>;

/** Where the streams go. */
export function streamPlace({ record, system }: Of): Place {
  const path = normalize(system.AZ_BATCHAI_STDOUTERR_DIR as string);
  return { field: 'stdOutErrPathPrefix', output: null, path, prefix: record.plan.stdOutErrPathPrefix };
}

/** Where the outputs go. */
export function outputPlaces({ record, system }: Of): Place[] {
  return record.plan.outputDirectories.map(({ id, pathPrefix }) => ({
    field: `outputDirectories ${id}`,
    output: id,
    path: normalize(system[`AZ_BATCHAI_OUTPUT_${id}`] as string),
    prefix: pathPrefix,
  }));
}

/** The directory that a place leads out of although it is written as one below it; undefined when it stays. */
export function leftBy({ path, prefix, output }: Place, of: Of): string | undefined {
  if (prefix === null) {
    const own = output === null ? of.layout.run : join(of.layout.outputs, output);
    return within(own, path) ? undefined : own;
  }
  const root = rootNamed(prefix, of.roots);
  if (root && !within(root.path, path)) return `$${root.variable}`;
  return within(normalize(expand(prefix, of.system)).replace(/(.)\/$/, '$1'), path) ? undefined : prefix;
}
