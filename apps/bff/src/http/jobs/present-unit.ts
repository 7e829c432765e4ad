import type { Unit } from '@trainyard/contracts/array';
import type { UnitRow } from '@trainyard/db/entities';

export function presentUnit({ index, state, attempts, failures, losses, ranMs }: UnitRow): Unit {
  return { index, state, attempts, failures, losses, ranMs };
}
