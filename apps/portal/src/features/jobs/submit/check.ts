/** The contract's schemas, at work on a submission: fetched apart, since they are heavier than the form. Pure. */
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { jobCreate } from '@trainyard/contracts/job';
import { resourceName } from '@trainyard/contracts/names';
import { parse } from '@trainyard/contracts/parse';
import type { Body } from './body.ts';
import { experimentPath } from './faults.ts';

/** Faults of what is written, in the words of the contract. */
export function faultsOf(experiment: string, body: Body): Detail[] {
  const name = resourceName.safeParse(experiment);
  const first = name.success
    ? []
    : [{ path: experimentPath, code: 'InvalidValue', message: name.error.issues[0]?.message ?? '' }];
  try {
    parse(jobCreate, body);
    return first;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [...first, ...(error.details ?? [])];
  }
}
