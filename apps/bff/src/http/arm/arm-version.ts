import { Fault } from '@trainyard/contracts/errors';
import type { ArmOperation } from './arm-operation.ts';

/** The last version of the service, and the only one that is spoken. */
export const apiVersion = '2018-05-01';

/** Versions of Azure Resource Manager's own operations: dates, some of them previews. */
const dated = /^\d{4}-\d{2}-\d{2}(-preview)?$/;

/**
 * Refuses a request without an api-version or with one that its operation has not. Of the two ways in which Azure said the latter this is the one
 * that names versions only: NoRegisteredProviderFound also lists locations, and here every location is one.
 */
export function checkVersion(given: unknown, versions: ArmOperation['versions'] = 'batchAI'): void {
  if (given === undefined || given === '') throw new Fault('ApiVersionMissing', { supported: apiVersion });
  const known = versions === 'batchAI' ? given === apiVersion : typeof given === 'string' && dated.test(given);
  if (!known) throw new Fault('ApiVersionUnknown', { given: String(given).slice(0, 64), supported: apiVersion });
}
