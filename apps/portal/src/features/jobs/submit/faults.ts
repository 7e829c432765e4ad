/** What is wrong with a submission, by the path of its field. Pure. */
import type { Detail, Fault } from '@trainyard/contracts/errors';

/** The experiment stands in the address, not in the body: its faults have this path. */
export const experimentPath = 'experiment';

/** Fields that a refusal without details is about. */
const fieldOfCode: Readonly<Record<string, string>> = {
  AlreadyExists: 'name',
  GangTooLarge: 'nodeCount',
  QueueNotFound: 'queue',
  BlobNotFound: 'files',
  ClusterNotFound: 'cluster.name',
  BeingDeleted: 'cluster.name',
  ExperimentNotFound: experimentPath,
};

/** A refusal of the server as faults of fields; what belongs to none has the empty path. */
export function faultsOfRefusal(fault: Fault, say: (fault: Fault) => string): Detail[] {
  if (fault.details && fault.details.length > 0) return fault.details;
  const { code, params } = fault;
  const field =
    code === 'SettingNotAvailable' || code === 'VaultNotAvailable'
      ? String(params.field ?? '')
      : (fieldOfCode[code] ?? '');
  return [{ path: field, code, message: say(fault) }];
}

/** The same for the faults of a plan, which name their field only where the schema is broken. */
export const placed = (detail: Detail): Detail => ({
  ...detail,
  path: detail.path || (fieldOfCode[detail.code] ?? ''),
});
