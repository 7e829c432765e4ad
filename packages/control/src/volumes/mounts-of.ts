import { type Detail, Fault } from '@trainyard/contracts/errors';
import { reason } from '@trainyard/contracts/reasons';
import type { PlannedInput } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import type { JobRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import { sayFaults } from './check-volumes.ts';
import { volumesOfJob } from './look-up.ts';
import { inputsOf } from './planned-inputs.ts';
import type { ResolvedVolume } from './resolve-volumes.ts';

/** Everything that is mounted for a job's tasks, and its input directories; `why` where some of it cannot be had now. */
export interface MountsOf {
  volumes: ResolvedVolume[];
  inputs: PlannedInput[];
  why: Text | null;
}

/** What a job's plan mounts and reads, as things are now. */
export function mountsOf(
  rows: Pick<Rows, 'get' | 'where' | 'query'>,
  job: Pick<JobRow, 'uid' | 'workspaceUid' | 'spec' | 'inputs'>,
  storageHome: string,
): MountsOf {
  const own = volumesOfJob(rows, job, storageHome);
  const { inputs, volumes, faults } = inputsOf(rows, job, storageHome);
  const why =
    own.faults.length > 0
      ? reason('volumesNotMountable', { why: sayFaults(own.faults).join('; ') })
      : faults.length > 0
        ? reason('inputsNotAvailable', { why: sayFaults(faults).join('; ') })
        : null;
  return { volumes: [...own.volumes, ...volumes], inputs, why };
}

/** Throws for inputs from other jobs that could never be had; nothing for none. */
export function refuseInputs(faults: Detail[]): void {
  if (faults.length > 0) throw new Fault('InputsNotAvailable', { faults: sayFaults(faults) }, faults);
}
