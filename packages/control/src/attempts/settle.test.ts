import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settle, type TaskView } from './settle.ts';

const running: TaskView = {
  index: 0,
  phase: 'running',
  prepared: true,
  go: true,
  outcome: null,
  exitCode: null,
  reason: null,
  decides: true,
  done: false,
  failing: false,
  failedAt: null,
};
const succeeded: TaskView = { ...running, phase: 'ended', outcome: 'succeeded', exitCode: 0, done: true };
const failed: TaskView = { ...running, phase: 'ended', outcome: 'failed', exitCode: 7 };
const lost: TaskView = { ...running, phase: 'ended', outcome: 'lost' };
const stopped: TaskView = { ...running, phase: 'ended', outcome: 'stopped' };
const follower: TaskView = { ...running, decides: false, done: true };

const view = fc.constantFrom<TaskView>(
  { ...running, phase: 'allocating', prepared: false, go: false },
  { ...running, phase: 'starting', prepared: false, go: false },
  { ...running, phase: 'starting', go: false },
  running,
  { ...running, phase: 'stopping' },
  succeeded,
  failed,
  lost,
  stopped,
  follower,
  { ...follower, phase: 'ended', outcome: 'stopped' },
);

describe('a gang', () => {
  test('succeeds when every task that decides is done, and stops those that only followed', () => {
    expect(settle([succeeded, follower])).toMatchObject({ stop: 'over', ended: null });
    expect(settle([succeeded, { ...follower, phase: 'ended', outcome: 'stopped' }]).ended).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
    });
  });

  test('goes on while one of its ranks has finished and others have not', () => {
    expect(settle([succeeded, running])).toMatchObject({ stop: null, ended: null });
  });

  test('is not disturbed by a task that had nothing to run', () => {
    const bystander: TaskView = { ...follower, phase: 'ended', outcome: 'succeeded', exitCode: 0 };
    expect(settle([running, bystander])).toMatchObject({ stop: null, ended: null });
    expect(settle([succeeded, bystander]).ended?.outcome).toBe('succeeded');
  });

  test('stops as soon as one task failed, and ends with its exit code once all have', () => {
    expect(settle([failed, running])).toMatchObject({ stop: 'broken', ended: null });
    expect(settle([{ ...running, failing: true }, running])).toMatchObject({ stop: 'broken', ended: null });
    expect(settle([stopped, failed]).ended).toMatchObject({ outcome: 'failed', exitCode: 7 });
  });

  test('ends as the one that failed first did, in whatever order they are told', () => {
    const first = { ...failed, index: 1, exitCode: 3, failedAt: 100 };
    const later = { ...failed, index: 0, exitCode: 1, failedAt: 200 };
    expect(settle([later, first]).ended).toMatchObject({ exitCode: 3 });
    expect(settle([first, later]).ended).toMatchObject({ exitCode: 3 });
    expect(settle([{ ...later, failedAt: null }, first]).ended).toMatchObject({ exitCode: 3 });
    expect(settle([{ ...later, failedAt: 100 }, first]).ended).toMatchObject({ exitCode: 1 });
  });

  test('is lost when a node was, whatever else failed because of it', () => {
    expect(settle([failed, lost]).ended?.outcome).toBe('lost');
  });

  test('starts its processes only when all of it is prepared', () => {
    const prepared = { ...running, phase: 'starting' as const, go: false };
    expect(settle([prepared, { ...prepared, prepared: false }]).go).toBe(false);
    expect(settle([prepared, prepared]).go).toBe(true);
  });

  test('comes to the same in any order of its tasks, ends exactly when all have, and never starts what it stops', () => {
    fc.assert(
      fc.property(fc.array(view, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (tasks, keys) => {
        const settled = settle(tasks);
        const order = new Map(tasks.map((_task, at) => [at, keys.next().value ?? at] as const));
        const shuffled = tasks.map((task, at) => ({ task, key: order.get(at) ?? 0 })).sort((a, b) => a.key - b.key);
        const again = settle(shuffled.map(({ task }) => task));
        expect({ ...again, ended: again.ended?.outcome }).toEqual({ ...settled, ended: settled.ended?.outcome });
        expect(settled.ended !== null).toBe(tasks.every(({ phase }) => phase === 'ended'));
        expect(settled.go && settled.stop !== null).toBe(false);
        if (settled.ended?.outcome === 'succeeded')
          expect(tasks.some(({ outcome }) => outcome === 'failed' || outcome === 'lost')).toBe(false);
      }),
    );
  });
});
