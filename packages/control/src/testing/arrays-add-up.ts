import type { Rows } from '@trainyard/db/rows';

/**
 * What a job says of its shards is what their rows say: each that started has one, none more live than may, and none lives once the
 * job is over. Reads every unit of every array: for worlds with few of them.
 */
export function arraysAddUp(rows: Rows): string[] {
  return rows.query('job', 'WHERE shards IS NOT NULL').flatMap(({ uid, path, state, spec, shards }) => {
    if (!shards) return [];
    const units = rows.where('unit', { jobUid: uid }, 'index');
    const counted = (of: string) => units.filter((unit) => unit.state === of).length;
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
    if (units.some(({ index }, at) => index !== at)) faults.push(`${path} has started shards out of order`);
    const live = found.running + found.retrying;
    const most = spec.array?.maxParallel ?? shards.count;
    if (live > most) faults.push(`${path} has ${live} living shards of ${most}`);
    if ((state === 'succeeded' || state === 'failed') && live > 0)
      faults.push(`${path} is ${state} and has ${live} living shards`);
    if (state === 'queued' && units.length > 0) faults.push(`${path} is queued and has started`);
    return faults;
  });
}
