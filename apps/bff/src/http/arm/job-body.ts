import { jobToNative } from '@trainyard/contracts/batch-ai/native-body';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { type JobCreate, jobCreate } from '@trainyard/contracts/job';
import type { Doors } from '../../doors.ts';
import { withPlace } from '../jobs/all-faults.ts';
import { checkedBody } from './arm-body.ts';
import type { ArmCall } from './arm-operation.ts';

/** The service took no job without the number of its nodes; natively it is 1. */
const noCount: Detail = { path: 'properties.nodeCount', code: 'Required', message: 'required: give a value' };

/**
 * The job of a body, checked by itself. Throws InvalidBody with all that is wrong with it, and with what its place says against it besides as far as
 * that can be told.
 */
export async function readJob(
  doors: Pick<Doors, 'execute'>,
  { actor, params }: Pick<ArmCall<unknown>, 'actor' | 'params'>,
  experimentUid: string,
  sent: Record<string, unknown>,
): Promise<{ body: JobCreate; warnings: Detail[] }> {
  const native = jobToNative(sent, { experiment: params.experiment ?? '' });
  const body = { ...native.body, name: params.job };
  const uncounted = native.body.nodeCount === undefined;
  try {
    const faults = uncounted ? [...native.faults, noCount] : native.faults;
    return { body: checkedBody(jobCreate, { body, faults }), warnings: native.warnings };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // Null is no number: its place is not judged by the one that is assumed natively.
    const judged = uncounted ? { ...body, nodeCount: null } : body;
    throw await withPlace(doors, actor, { experimentUid, body: judged }, error);
  }
}
