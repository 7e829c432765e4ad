import type { Text } from '@trainyard/contracts/texts';
import type { TaskRow } from '@trainyard/db/entities';

/** Codes of `executionInfo.errors` by the reason of the failure, as the service had them; JobFailed for the others. */
const byReason: Readonly<Record<string, string>> = {
  preparationFailed: 'JobPreparationFailed',
  preparationMemoryLimitHit: 'JobPreparationFailed',
  preparationTimedOut: 'JobPreparationTimedOut',
  noContainerEngine: 'FailedStartingContainer',
  imageNotFound: 'FailedStartingContainer',
  imageDenied: 'FailedStartingContainer',
  imageNeedsCredentials: 'FailedStartingContainer',
  registryUnreachable: 'FailedStartingContainer',
  imagePullTimeout: 'FailedStartingContainer',
  imagePullFailed: 'FailedStartingContainer',
  imageWithoutShell: 'FailedStartingContainer',
  imageForOtherMachine: 'FailedStartingContainer',
  containerFailed: 'FailedStartingContainer',
};

/** Why a volume was never there; those that were lost or full later are no failures to mount. */
const notMounted = new Set([
  'volumeDenied',
  'volumeNotFound',
  'volumeUnreachable',
  'volumeSilent',
  'volumeClockSkew',
  'volumeToolMissing',
  'volumeKernelLacks',
  'volumeNeedsRoot',
  'volumeMountFailed',
  'volumePathTaken',
  'volumeHostUnknown',
  'volumeSecretMissing',
]);
const byVolume: Readonly<Record<string, string>> = { azureFiles: 'AZFMountError', azureBlob: 'BFSMountError' };

/** The code that a failed attempt gives its job. A volume is found in the plans of the attempt's tasks by what it is called. */
export function failureCode(why: Text | null, tasks: readonly Pick<TaskRow, 'plan'>[]): string {
  if (!why) return 'JobFailed';
  if (!notMounted.has(why.code)) return byReason[why.code] ?? 'JobFailed';
  const named = tasks.flatMap(({ plan }) => plan.volumes).find(({ label }) => label === why.params.label);
  return byVolume[named?.source.kind ?? ''] ?? 'JobFailed';
}
