import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { toolkitFields } from '@trainyard/contracts/toolkits';
import { custom } from './custom/launch.ts';
import { distributed } from './distributed/launch.ts';
import type { LaunchInput, Toolkit } from './interface.ts';

/** Every toolkit that can be launched, by the field of a job that asks for it. */
export const toolkits: Partial<Record<ToolkitField, Toolkit>> = {
  customToolkitSettings: custom,
  distributedSettings: distributed,
};

/** The toolkit of a field. @throws Fault ToolkitNotAvailable when this version does not launch it */
export function findToolkit(field: string): Toolkit {
  const found = Object.hasOwn(toolkits, field) ? toolkits[field as ToolkitField] : undefined;
  if (!found) throw new Fault('ToolkitNotAvailable', { toolkit: field });
  return found;
}

/** The field of a job that names its toolkit, and what stands in it. Contracts make sure that it is exactly one. */
export function toolkitOf(job: Partial<Record<ToolkitField, unknown>>): { field: ToolkitField; settings: unknown } {
  const field = toolkitFields.find((one) => job[one] !== undefined);
  if (!field) throw new RangeError('the job names no toolkit');
  return { field, settings: job[field] };
}

/** What keeps a job from being launched although its body follows the schema; a toolkit we lack is a fault of its field. */
export function validate(field: ToolkitField, input: LaunchInput): Detail[] {
  const toolkit = toolkits[field];
  if (toolkit) return toolkit.validate?.(input) ?? [];
  return [
    { path: field, code: 'ToolkitNotAvailable', message: new Fault('ToolkitNotAvailable', { toolkit: field }).message },
  ];
}
