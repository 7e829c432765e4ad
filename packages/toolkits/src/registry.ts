import type { Detail } from '@trainyard/contracts/errors';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { toolkitFields } from '@trainyard/contracts/toolkits';
import { caffe } from './caffe/launch.ts';
import { caffe2 } from './caffe2/launch.ts';
import { chainer } from './chainer/launch.ts';
import { cntk } from './cntk/launch.ts';
import { custom } from './custom/launch.ts';
import { customMpi } from './custom-mpi/launch.ts';
import { distributed } from './distributed/launch.ts';
import { refuseFor } from './faults.ts';
import { horovod } from './horovod/launch.ts';
import type { LaunchInput, Toolkit } from './interface.ts';
import { pytorch } from './pytorch/launch.ts';
import { tensorflow } from './tensorflow/launch.ts';

/** Every toolkit, by the field of a job that asks for it. */
export const toolkits: Readonly<Record<ToolkitField, Toolkit>> = {
  cntkSettings: cntk,
  pyTorchSettings: pytorch,
  tensorFlowSettings: tensorflow,
  caffeSettings: caffe,
  caffe2Settings: caffe2,
  chainerSettings: chainer,
  customToolkitSettings: custom,
  customMpiSettings: customMpi,
  horovodSettings: horovod,
  distributedSettings: distributed,
};

/** The field of a job that names its toolkit, and what stands in it. Contracts make sure that it is exactly one. */
export function toolkitOf(job: Partial<Record<ToolkitField, unknown>>): { field: ToolkitField; settings: unknown } {
  const field = toolkitFields.find((one) => job[one] !== undefined);
  if (!field) throw new RangeError('the job names no toolkit');
  return { field, settings: job[field] };
}

/** What keeps a job from being launched although its body follows the schema. */
export function validate(field: ToolkitField, input: LaunchInput, gpusPerNode: number): Detail[] {
  return toolkits[field].validate?.(input, gpusPerNode) ?? [];
}

/**
 * Refuses what could not be launched on nodes of which the job gets so many GPUs each; Infinity when nobody knows.
 * @throws Fault ProcessesNotPlaceable or InvalidBody, with every fault
 */
export function mustLaunch(field: ToolkitField, input: LaunchInput, gpusPerNode: number): void {
  refuseFor(validate(field, input, gpusPerNode));
}

/** The settings of a job as they are stored: with what the service assumes written out. */
export function completed(field: ToolkitField, input: LaunchInput): unknown {
  return toolkits[field].complete?.(input) ?? input.settings;
}
