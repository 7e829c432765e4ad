import { formatOperationId, type OperationVerb } from '@trainyard/contracts/batch-ai/operation-id';
import type { Doors } from '../../doors.ts';
import { originOf } from '../links/link-routes.ts';
import { type ArmCall, ArmReply } from './arm-operation.ts';
import { apiVersion } from './arm-version.ts';

/** What was begun and may take its time. */
export interface LongRunning {
  verb: OperationVerb;
  /** uid of its subject. */
  uid: string;
  /** Of the subject's workspace. */
  location: string;
  /** The answer once it is over and well; where it failed, that is told by polling. */
  done(): Promise<ArmReply> | ArmReply;
}

/** How long a client that polls after 30 s at the earliest is kept waiting for the end instead: under every client's own patience. */
const waitMs = 5_000;
const lookMs = { first: 10, most: 250 };

/** Seconds after which polling is worth it. The service said 15, since it took that long. */
export const retryAfter = '1';

/**
 * The answer to what takes its time: 202 with the two addresses to poll (their names swapped, as the service had them), whatever its state.
 *
 * Clients of ms-rest-azure-js (@azure/arm-batchai) are the exception: they sleep a fixed 30 s before each poll whatever the answer says, so that
 * every 202 costs half a minute. For them the server waits, and where the end comes within 5 s answers what they take for the end: 200 with the
 * resource, or 200 or 204 without, and no address to poll.
 */
export async function longRunning(
  call: Pick<ArmCall<unknown>, 'params' | 'req' | 'res'>,
  doors: Pick<Doors, 'clock' | 'read'>,
  operation: LongRunning,
): Promise<ArmReply> {
  if (/\bms-rest-azure-js\//i.test(call.req.get('user-agent') ?? '')) {
    if (await endsWell(doors, call, operation)) return operation.done();
  }
  const name = formatOperationId(operation.uid, operation.verb);
  const at = (kind: 'operationresults' | 'operationstatuses'): string =>
    operationAddress(call, { kind, location: operation.location, name });
  return new ArmReply(202, undefined, {
    'azure-asyncoperation': `${at('operationresults')}?api-version=${apiVersion}`,
    location: `${at('operationstatuses')}?api-version=${apiVersion}`,
    'retry-after': retryAfter,
  });
}

/** Where an operation is polled, without a query. */
export function operationAddress(
  { req, params }: Pick<ArmCall<unknown>, 'req' | 'params'>,
  at: { kind: 'operationresults' | 'operationstatuses'; location: string; name: string },
): string {
  const [subscription, location] = [params.subscription ?? '', at.location].map(encodeURIComponent);
  return `${originOf(req)}/subscriptions/${subscription}/providers/Microsoft.BatchAI/locations/${location}/${at.kind}/${at.name}`;
}

/** Waits for the end as long as that is worth it; false also where it failed. */
async function endsWell(
  { clock, read }: Pick<Doors, 'clock' | 'read'>,
  { res }: Pick<ArmCall<unknown>, 'res'>,
  { uid, verb }: LongRunning,
): Promise<boolean> {
  const end = clock.monotonic() + waitMs;
  for (let pause = lookMs.first; ; pause = Math.min(pause * 2, lookMs.most)) {
    const status = (await read('operation.find', { uid, verb }))?.status;
    if (status !== 'InProgress') return status === 'Succeeded';
    if (clock.monotonic() >= end || res.closed) return false;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, pause));
  }
}
