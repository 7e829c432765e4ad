import { Fault } from '@trainyard/contracts/errors';
import type { Doors } from '../../doors.ts';
import { type ArmCall, type ArmOperation, ArmReply } from './arm-operation.ts';

/**
 * If-Match and If-None-Match of a request that changes something, against the ETag of what is there now, as `get` of the same address tells it.
 * Judged before the change and not with it: of two that come in the same moment both may pass. GET does not look at them, since what a resource
 * became may be news although its ETag is the same. Throws PreconditionFailed.
 */
export async function checkConditions(
  call: ArmCall<unknown>,
  get: ArmOperation | undefined,
  doors: Doors,
): Promise<void> {
  const [wanted, unwanted] = [call.req.get('if-match'), call.req.get('if-none-match')];
  if (get === undefined || (wanted === undefined && unwanted === undefined)) return;
  const tag = await currentTag(call, get, doors);
  if (wanted !== undefined && !names(wanted, tag)) throw new Fault('PreconditionFailed', { header: 'If-Match' });
  if (unwanted !== undefined && names(unwanted, tag)) {
    throw new Fault('PreconditionFailed', { header: 'If-None-Match' });
  }
}

/** Null for what is not there. */
async function currentTag(call: ArmCall<unknown>, get: ArmOperation, doors: Doors): Promise<string | null> {
  try {
    const answer = await get.run(call, doors);
    return answer instanceof ArmReply ? (answer.headers.etag ?? null) : null;
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return null;
    throw error;
  }
}

/** Whether a header of `*` or of tags means what is there. */
function names(header: string, tag: string | null): boolean {
  if (tag === null) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
