import { type OperationVerb, parseOperationId } from '@trainyard/contracts/batch-ai/operation-id';
import { wireError } from '@trainyard/contracts/batch-ai/wire-body';
import { Fault } from '@trainyard/contracts/errors';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { OperationView } from '@trainyard/db/readers/operations';
import { authorise } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { type ArmCall, ArmReply, armOperation, providerPath } from './arm-operation.ts';
import { apiVersion } from './arm-version.ts';
import { operationAddress, retryAfter } from './long-running.ts';

/** What is polled, as the service told it; the same words at both addresses. */
function statusOf(call: Pick<ArmCall<unknown>, 'req' | 'params'>, operation: OperationView): object {
  const { location = '', operation: name = '' } = call.params;
  const { status, startedAt, endedAt, errors, path } = operation;
  return {
    id: operationAddress(call, { kind: 'operationresults', location, name }),
    name,
    status,
    startTime: formatTime(startedAt),
    ...(endedAt !== null && { endTime: formatTime(endedAt) }),
    ...(status === 'Succeeded' && { properties: { resourceId: joined(path) } }),
    ...((status === 'Failed' || status === 'Canceled') && { error: errorOf(operation, errors) }),
  };
}

/** `sub/group/workspace/experiments/e/jobs/j` is `sub$group$workspace$e$j`: without the words between the names. */
function joined(path: string): string {
  return path
    .split('/')
    .filter((_, at) => at < 3 || at % 2 === 0)
    .join('$');
}

function errorOf({ status, path }: OperationView, errors: OperationView['errors']): object {
  const [first] = errors;
  if (first) return wireError(first);
  const name = path.split('/').at(-1);
  return { code: status, message: `${name} was deleted before it was there` };
}

async function operationOf({ actor, params }: ArmCall<unknown>, doors: Doors): Promise<OperationView> {
  const { operation: name = '', subscription = '' } = params;
  const missing = () => new Fault('OperationNotFound', { name: name.slice(0, 64) });
  const id: { uid: string; verb: OperationVerb } | undefined = parseOperationId(name);
  const view = id && (await doors.read('operation.find', id));
  if (!view || nameKey(view.path.split('/')[0] ?? '') !== nameKey(subscription)) throw missing();
  const { kind, path, workspaceUid } = view;
  authorise(actor, 'read', { object: { kind, name: path, workspaceUid }, missing });
  return view;
}

/** Where long-running operations are polled; their names are swapped, as the service had them. */
export const operationStatus = [
  armOperation({
    name: 'OperationResults_Get',
    method: 'get',
    path: `${providerPath}/locations/:location/operationresults/:operation`,
    run: async (call, doors) => statusOf(call, await operationOf(call, doors)),
  }),
  // Whoever polls Location goes by the status of the answer, not by its body.
  armOperation({
    name: 'OperationStatuses_Get',
    method: 'get',
    path: `${providerPath}/locations/:location/operationstatuses/:operation`,
    async run(call, doors) {
      const operation = await operationOf(call, doors);
      const body = statusOf(call, operation);
      if (operation.status === 'Succeeded') return body;
      if (operation.status !== 'InProgress') return new ArmReply(409, body);
      const { location = '', operation: name = '' } = call.params;
      const at = operationAddress(call, { kind: 'operationstatuses', location, name });
      return new ArmReply(202, body, { location: `${at}?api-version=${apiVersion}`, 'retry-after': retryAfter });
    },
  }),
];
