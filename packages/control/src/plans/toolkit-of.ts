import type { JobCreate, JobSpec } from '@trainyard/contracts/job';
import { type ToolkitField, toolkitFields } from '@trainyard/contracts/toolkits';

/** The one toolkit of a job and its settings; the schema guarantees that there is one. */
export function toolkitOf(job: JobSpec | JobCreate): { field: ToolkitField; settings: unknown } {
  const field = toolkitFields.find((one) => job[one] !== undefined);
  if (!field) throw new Error('a job without a toolkit passed its schema');
  return { field, settings: job[field] };
}
