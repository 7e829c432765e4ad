import { type DetailCode, detailWords } from '@trainyard/contracts/detail-words';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { fill, type TextParams } from '@trainyard/contracts/texts';

/** A fault of one field, in the words of the contract. */
export function detail(path: string, code: DetailCode, params: TextParams): Detail {
  return { path, code, message: fill(detailWords[code], params), params };
}

/** Counts under which nodes would be held for nothing. */
export function tooFewProcesses(path: string, processes: number, nodes: number): Detail[] {
  return processes >= nodes ? [] : [detail(path, 'TooFewProcesses', { processes, nodes })];
}

/** Codes that speak of one field alone, and not of how processes meet nodes. */
const ofTheField: ReadonlySet<string> = new Set<DetailCode>(['UnclosedQuote']);

/** Refuses a job for these faults, if there are any. @throws Fault ProcessesNotPlaceable or InvalidBody */
export function refuseFor(details: readonly Detail[]): void {
  if (details.length === 0) return;
  const code = details.every((one) => ofTheField.has(one.code)) ? 'InvalidBody' : 'ProcessesNotPlaceable';
  throw new Fault(code, { faults: details.map(({ path, message }) => `${path}: ${message}`) }, [...details]);
}
