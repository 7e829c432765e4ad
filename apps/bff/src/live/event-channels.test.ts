import { type EventsDelivery, liveLimits } from '@trainyard/contracts/live';
import { expect, test } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { type ChannelOf, EventChannels } from './event-channels.ts';
import { createEventHub } from './event-hub.ts';

/** Channels over a clock and timers of the test's own. */
function world() {
  const hub = createEventHub(0);
  const timers: { fn: () => void; wait: number }[] = [];
  const time = { now: 1_000, perOffer: 0 };
  const add = (fn: () => void, wait: number) => {
    timers.push({ fn, wait });
    return () => undefined;
  };
  const channels = new EventChannels({
    hub,
    clock: { monotonic: () => time.now, setTimeout: add },
    defer: (fn) => add(fn, 0),
  });
  let seq = 0;
  return {
    channels,
    time,
    commit: (count = 1, more = {}) => hub.publish(Array.from({ length: count }, () => eventOf(++seq, more))),
    /** Lets the time pass that the waiting round wants; answers how much that was. */
    pass() {
      const [{ fn, wait } = { fn: () => undefined, wait: Number.NaN }] = timers.splice(0, 1);
      time.now += wait;
      fn();
      return wait;
    },
    waiting: () => timers.length,
    join(more: Partial<ChannelOf> = {}) {
      const got: EventsDelivery[] = [];
      const what = { topic: 'all', filter: {}, sight: 's', maySee: () => true, ...more };
      const leave = channels.join(what, {
        offer(batch) {
          time.now += time.perOffer;
          const delivery = batch.after(got.at(-1)?.seq ?? 0);
          if (delivery) got.push(delivery);
        },
      });
      return { got, leave };
    },
  };
}

test('each event is judged once for all of a sight, and everybody is handed the same delivery', () => {
  const { channels, join, commit, pass } = world();
  const judged: number[] = [];
  const maySee = ({ seq }: { seq: number }) => judged.push(seq) > 0;
  const [one, two, other] = [join({ maySee }), join({ maySee }), join({ sight: 'o', maySee: ({ seq }) => seq > 2 })];
  commit(3);
  pass();
  expect(judged).toEqual([1, 2, 3]);
  expect(one.got[0]).toBe(two.got[0]);
  expect(one.got[0]?.events.length).toBe(3);
  expect(other.got[0]).toMatchObject({ prev: 0, seq: 3, events: [{ seq: 3 }] });
  expect(channels.size).toBe(2);
});

test('a round begins at once when it is quiet, and rests as long as the one before took', () => {
  const { join, commit, pass, time, waiting } = world();
  const { got } = join();
  commit();
  expect(pass()).toBe(0);
  // The round took no time: the next is two milliseconds later, with all that came meanwhile.
  commit();
  commit(2);
  expect(waiting()).toBe(1);
  expect(pass()).toBe(2);
  expect(got.map(({ events }) => events.length)).toEqual([1, 3]);
  time.perOffer = 20;
  time.now += 100;
  commit();
  expect(pass()).toBe(0);
  commit();
  expect(pass()).toBe(20);
  time.perOffer = 500;
  time.now += 100;
  commit();
  pass();
  commit();
  expect(pass()).toBe(50);
});

test('what is too much for one delivery is several', () => {
  const { join, commit, pass } = world();
  const { got } = join();
  commit(liveLimits.eventsPerDelivery * 2 + 1);
  pass();
  expect(got.map(({ prev, events }) => [prev, events.length])).toEqual([
    [0, 500],
    [500, 500],
    [1_000, 1],
  ]);
});

test('a topic hears its own events only, and nobody else wakes the thread', () => {
  const { join, commit, pass, waiting } = world();
  const job = join({ topic: 'job:j', filter: { jobUid: 'j' } });
  const cluster = join({ topic: 'cluster:c', filter: { clusterUid: 'c' } });
  const workspace = join({ topic: 'workspace:v', filter: { workspaceUid: 'v' } });
  commit(1, { jobUid: 'k' });
  expect(waiting()).toBe(0);
  commit(1, { jobUid: 'j', clusterUid: 'c', workspaceUid: 'v' });
  commit(1, { clusterUid: 'c', workspaceUid: 'v' });
  pass();
  const seqs = ({ got }: { got: EventsDelivery[] }) => got.flatMap(({ events }) => events.map(({ seq }) => seq));
  expect([seqs(job), seqs(cluster), seqs(workspace)]).toEqual([[2], [2, 3], [2, 3]]);
});

test('the last who leaves closes the channel, also within a round', () => {
  const { channels, join, commit, pass, waiting } = world();
  const { leave } = join();
  join({ topic: 'all' }).leave();
  expect(channels.size).toBe(1);
  commit();
  leave();
  pass();
  commit();
  expect([channels.size, waiting()]).toEqual([0, 0]);
  // Whoever comes then is on a channel of its own.
  const { got } = join();
  commit();
  pass();
  expect(got.flatMap(({ events }) => events).map(({ seq }) => seq)).toEqual([3]);
});
