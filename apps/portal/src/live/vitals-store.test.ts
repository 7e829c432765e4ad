import type { VitalsDelivery } from '@trainyard/contracts/live';
import type { JobVitals } from '@trainyard/contracts/vitals';
import { expect, test } from 'vitest';
import { VitalsStore } from './vitals-store.ts';

const of = (job: string, unit: number, more: Partial<JobVitals> = {}) =>
  ({ job, unit, attempt: 1, at: 1, finding: null, ...more }) as JobVitals;

function world() {
  const time = { now: 0 };
  const waiting: { fn: () => void; ms: number }[] = [];
  let tell: (delivery: VitalsDelivery) => void = () => undefined;
  const store = new VitalsStore({
    follow(follower) {
      tell = follower.onVitals;
      return () => undefined;
    },
    later(fn, ms) {
      waiting.push({ fn, ms });
      return () => undefined;
    },
    now: () => time.now,
  });
  store.start();
  let renders = 0;
  store.subscribe(() => {
    renders += 1;
  });
  return {
    store,
    give: (vitals: JobVitals[], more: Partial<VitalsDelivery> = {}) =>
      tell({ topic: 't', whole: false, vitals, over: [], ...more }),
    pass() {
      const [{ fn, ms } = { fn: () => undefined, ms: Number.NaN }] = waiting.splice(0, 1);
      time.now += ms;
      fn();
      return ms;
    },
    renders: () => renders,
  };
}

test('renders at most once a second, however often the server tells', () => {
  const { store, give, pass, renders } = world();
  give([of('a', 0)], { whole: true });
  expect(store.snapshot().size).toBe(0);
  expect(pass()).toBe(0);
  for (let at = 2; at < 9; at++) give([of('a', 0, { at })]);
  expect(pass()).toBe(1_000);
  expect(renders()).toBe(2);
  expect(store.snapshot().get('a')?.at).toBe(8);
});

test('of an array shows the shard of which something is found, and forgets what is over or not in a whole', () => {
  const { store, give, pass } = world();
  const finding = { kind: 'hang' } as JobVitals['finding'];
  give([of('a', 0), of('a', 7, { finding }), of('b', 0)], { whole: true });
  pass();
  expect(store.snapshot().get('a')?.unit).toBe(7);
  expect(store.unit('a', 0)?.unit).toBe(0);
  give([], { over: [{ job: 'a', unit: 7 }] });
  pass();
  expect(store.snapshot().get('a')?.unit).toBe(0);
  give([of('b', 0)], { whole: true });
  pass();
  expect([...store.snapshot().keys()]).toEqual(['b']);
});
