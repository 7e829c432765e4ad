import type { Unit } from '@trainyard/contracts/array';
import type { UnitView } from '@trainyard/db/readers/jobs';

export function presentUnit({ row, failure }: UnitView): Unit {
  const { index, state, attempts, failures, losses, ranMs } = row;
  return { index, state, attempts, failures, losses, ranMs, failure };
}
