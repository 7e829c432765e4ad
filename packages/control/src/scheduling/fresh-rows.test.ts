import type { TrainyardEvent } from '@trainyard/contracts/events';
import { expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';
import { freshRows } from './fresh-rows.ts';

test('what events made is what the tables hold, and what was changed or removed since is read there', async () => {
  const world = await new StillWorld().prepare(1);
  const events: TrainyardEvent[] = [];
  world.control.onEvents((some) => void events.push(...some));
  const untouched = await world.submit('untouched', { array: { count: 3 }, tags: { a: 'b' } });
  const changed = await world.submit('changed');
  await world.control.execute('job.update', { uid: changed, change: { held: true } }, user);
  const gone = await world.submit('gone');
  await world.writer.run(user, (tx) => void tx.remove('job', gone, 'job.deleted'));
  const { rows } = world.writer;
  const read: string[] = [];
  const noted: typeof rows.get = (kind, uid) => {
    read.push(uid);
    return rows.get(kind, uid);
  };
  const fresh = freshRows({ get: noted, where: rows.where }, events);
  for (const uid of [untouched, changed, gone]) expect(fresh.get('job', uid)).toEqual(rows.get('job', uid));
  const { uid } = world.unit(changed);
  expect(fresh.get('unit', uid)).toEqual(rows.get('unit', uid));
  expect(fresh.get('job', uid)).toBeUndefined();
  expect(read).toEqual([changed, gone, uid]);
});
