import { existsSync, readdirSync } from 'node:fs';
import { fenceKey } from '@trainyard/contracts/attempt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
});

afterEach(() => rig.close());

/** The two tasks of a job: each says what the other left for it. */
function pair(lines: [string, string]) {
  const one = plan([shell(lines[0])]);
  const member = one.gang[0] as (typeof one.gang)[number];
  const gang = [member, { ...member, task: 1 }];
  return [
    { ...one, gang },
    { ...plan([shell(lines[1])]), gang, fence: { ...one.fence, task: 1 } },
  ] as const;
}

const greet = (own: string, other: string): string =>
  `echo ${own} >"$AZ_BATCHAI_SHARED_JOB_TEMP/${own}"; cd "$AZ_BATCHAI_JOB_TEMP/shared"; until [ -s ${other} ]; do sleep 0.02; done; cat ${other}`;

test('tasks of an attempt share one directory, and it goes with the last of them', async () => {
  await rig.startAgent();
  const [a, b] = pair([greet('a', 'b'), greet('b', 'a')]);
  for (const one of [a, b]) rig.server.want(run(one));
  for (const one of [a, b]) {
    expect(await rig.server.ended(fenceKey(one.fence))).toMatchObject({ outcome: 'succeeded' });
  }
  expect([rig.stdout(a), rig.stdout(b)]).toEqual(['b\n', 'a\n']);
  const [shared] = readdirSync(rig.shared);
  rig.server.drop(fenceKey(a.fence));
  await expect.poll(() => readdirSync(`${rig.shared}/${shared}/members`)).toHaveLength(1);
  expect(readdirSync(`${rig.shared}/${shared}/data`).sort()).toEqual(['a', 'b']);
  rig.server.drop(fenceKey(b.fence));
  await expect.poll(() => readdirSync(rig.shared)).toEqual([]);
});

test('a task that is alone, or whose node has no such place, has a directory of its own', async () => {
  await rig.startAgent();
  const alone = plan([shell('echo x >"$AZ_BATCHAI_SHARED_JOB_TEMP/x"')]);
  rig.server.want(run(alone));
  expect(await rig.server.ended(fenceKey(alone.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(existsSync(rig.shared)).toBe(false);
});
