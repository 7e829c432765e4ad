import type { JobRow, UnitRow } from '@trainyard/db/entities';

/**
 * What a job says of its shards is what their rows say: each that started has one, none more live than may, and none lives once the
 * job is over. `units`: its rows in any order.
 */
export function arrayAddsUp({ path, state, spec, shards }: JobRow, units: readonly UnitRow[]): string[] {
  if (!shards) return [];
  const counted = (of: string): number => units.filter((unit) => unit.state === of).length;
  const found = {
    count: spec.array?.count,
    waiting: shards.count - units.length,
    running: counted('running'),
    retrying: counted('queued'),
    succeeded: counted('succeeded'),
    failed: counted('failed'),
  };
  const faults: string[] = [];
  if (JSON.stringify(found) !== JSON.stringify(shards))
    faults.push(`${path} says ${JSON.stringify(shards)} and has ${JSON.stringify(found)}`);
  if (units.some(({ index }) => index >= units.length)) faults.push(`${path} has started shards out of order`);
  const live = found.running + found.retrying;
  const most = spec.array?.maxParallel ?? shards.count;
  if (live > most) faults.push(`${path} has ${live} living shards of ${most}`);
  if ((state === 'succeeded' || state === 'failed') && live > 0)
    faults.push(`${path} is ${state} and has ${live} living shards`);
  if (state === 'queued' && units.length > 0) faults.push(`${path} is queued and has started`);
  return faults;
}
