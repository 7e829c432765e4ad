import { type DetailCode, detailWords } from '@trainyard/contracts/detail-words';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { fill, type TextParams } from '@trainyard/contracts/texts';

/** A fault of one field, in the words of the contract. */
export function detail(path: string, code: DetailCode, params: TextParams): Detail {
  return { path, code, message: fill(detailWords[code], params), params };
}

/** Counts under which nodes would be held for nothing, or with which one of them could not tell of all that it runs. */
export function countFaults(path: string, processes: number, nodes: number): Detail[] {
  if (processes < nodes) return [detail(path, 'TooFewProcesses', { processes, nodes })];
  // The launcher of ranks is one of them.
  const most = fleetLimits.processesPerTask - 1;
  return Math.ceil(processes / nodes) <= most ? [] : [detail(path, 'TooManyProcesses', { processes, nodes, most })];
}

/** Codes that speak of one field alone, and not of how processes meet nodes. */
const ofTheField: ReadonlySet<string> = new Set<DetailCode>(['UnclosedQuote']);

/** Refuses a job for these faults, if there are any. @throws Fault ProcessesNotPlaceable or InvalidBody */
export function refuseFor(details: readonly Detail[]): void {
  if (details.length === 0) return;
  const code = details.every((one) => ofTheField.has(one.code)) ? 'InvalidBody' : 'ProcessesNotPlaceable';
  throw new Fault(code, { faults: details.map(({ path, message }) => `${path}: ${message}`) }, [...details]);
}
