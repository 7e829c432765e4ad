import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventsDelivery, liveLimits } from '@trainyard/contracts/live';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { EventChannels, matches } from './event-channels.ts';
import { EventFeed } from './event-feed.ts';
import { createEventHub } from './event-hub.ts';

/** A log, a hub and viewers that take what they like; rounds of deliveries begin when told. */
function world() {
  const log: TrainyardEvent[] = [];
  const hub = createEventHub(0);
  const deferred: (() => void)[] = [];
  const later = (fn: () => void) => deferred.push(fn);
  const clock = {
    monotonic: () => 0,
    setTimeout(fn: () => void) {
      later(fn);
      return () => undefined;
    },
  };
  const channels = new EventChannels({ hub, clock, defer: later });
  return {
    log,
    channels,
    commit(count: number, jobUid: string | null = null) {
      const events = Array.from({ length: count }, (_, at) => eventOf(log.length + at + 1, { jobUid }));
      log.push(...events);
      hub.publish(events);
    },
    flush() {
      for (const fn of deferred.splice(0)) fn();
    },
    /** A viewer of its own; one of another `sight` sees every second event only. */
    feed(filter: { jobUid?: string }, after?: number, sight = 'all') {
      const deliveries: EventsDelivery[] = [];
      const untaken: EventsDelivery[] = [];
      const marks: number[] = [];
      const maySee = (one: TrainyardEvent) => sight === 'all' || one.seq % 2 === 0;
      const topic = filter.jobUid ?? 't';
      const feed = new EventFeed(topic, filter, after, {
        hub,
        async replay(of, from, limit) {
          const seq = log.length;
          const events = log.filter((one) => one.seq > from && matches(of, one)).slice(0, limit);
          await Promise.resolve();
          return { events, seq };
        },
        maySee,
        join: (member) => channels.join({ topic, filter, sight, maySee }, member),
        deliver(delivery) {
          deliveries.push(delivery);
          untaken.push(delivery);
        },
        mark: ({ seq }) => marks.push(seq),
        failed(error) {
          throw error;
        },
      });
      feed.start();
      return {
        deliveries,
        marks,
        close: () => feed.close(),
        /** Takes this many deliveries; all without a number. */
        take(count = untaken.length) {
          const last = untaken.splice(0, count).at(-1);
          if (last) feed.got(last.seq);
        },
        seen: () => log.filter((one) => matches(filter, one) && maySee(one)).map(({ seq }) => seq),
      };
    },
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

function chained(deliveries: EventsDelivery[], after: number): number[] {
  let had = after;
  return deliveries.flatMap(({ prev, seq, events }) => {
    expect(prev).toBeGreaterThanOrEqual(had);
    expect(events.every((one) => one.seq > prev && one.seq <= seq)).toBe(true);
    had = seq;
    return events.map((one) => one.seq);
  });
}

test('replays what was missed, marks, then several commits of one turn are one delivery', async () => {
  const { commit, feed, flush } = world();
  commit(3);
  const { deliveries, marks } = feed({}, 1);
  await settle();
  expect(deliveries.map(({ prev, seq }) => [prev, seq])).toEqual([[1, 3]]);
  expect(marks).toEqual([3]);
  commit(1);
  commit(2);
  flush();
  expect(deliveries.slice(1).map(({ prev, seq, events }) => [prev, seq, events.length])).toEqual([[3, 6, 3]]);
});

test("others' events leave no hole: prev is what was sent last", async () => {
  const { commit, feed, flush } = world();
  const { deliveries } = feed({ jobUid: 'a' });
  await settle();
  commit(1, 'a');
  flush();
  commit(5, 'b');
  flush();
  commit(1, 'a');
  flush();
  expect(deliveries.map(({ prev, seq }) => [prev, seq])).toEqual([
    [0, 1],
    [1, 7],
  ]);
});

test('viewers who began at different places share one delivery once they are at the same', async () => {
  const { commit, feed, flush } = world();
  commit(3);
  const early = feed({}, 3);
  await settle();
  commit(2);
  // Is caught up through 5 while these two still wait for the first viewer.
  const late = feed({}, 1);
  await settle();
  flush();
  commit(2);
  flush();
  const chain = (of: EventsDelivery[]) => of.map(({ prev, seq }) => [prev, seq]);
  expect(chain(early.deliveries)).toEqual([
    [3, 5],
    [5, 7],
  ]);
  expect(chain(late.deliveries)).toEqual([
    [1, 5],
    [5, 7],
  ]);
  expect(late.deliveries[1]).toBe(early.deliveries[1]);
});

test('a consumer that takes nothing is sent at most a window, and later the rest from the log', async () => {
  const { commit, feed, flush } = world();
  const slow = feed({});
  const quick = feed({});
  await settle();
  for (let round = 0; round < 40; round++) {
    commit(400);
    flush();
    quick.take();
  }
  await settle();
  const all = Array.from({ length: 16_000 }, (_, at) => at + 1);
  // The other viewer of the topic is not held up.
  expect(quick.deliveries.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(all);
  const sent = slow.deliveries.reduce((sum, { events }) => sum + events.length, 0);
  expect(sent).toBeLessThan(liveLimits.eventsWindow + liveLimits.eventsPerDelivery);
  for (let had = -1; had < slow.deliveries.length; ) {
    had = slow.deliveries.length;
    slow.take();
    await settle();
    flush();
  }
  expect(chained(slow.deliveries, 0)).toEqual(all);
});

test('a client that tells only each half thousand of events is never stuck', async () => {
  const { commit, feed, flush } = world();
  const viewer = feed({}, 0);
  await settle();
  let told = 0;
  for (let round = 0; round < 100; round++) {
    commit(99 + round);
    flush();
    await settle();
    const untold = viewer.deliveries.flatMap(({ events }) => events).length - told;
    if (untold >= liveLimits.eventsPerGot) {
      told += untold;
      viewer.take();
    }
  }
  expect(chained(viewer.deliveries, 0)).toEqual(viewer.seen());
});

test('a feed that is closed says nothing more, and leaves nothing behind', async () => {
  const { commit, feed, flush, channels } = world();
  const one = feed({});
  await settle();
  expect(channels.size).toBe(1);
  commit(1);
  one.close();
  flush();
  commit(2);
  flush();
  await settle();
  expect(one.deliveries).toEqual([]);
  expect(channels.size).toBe(0);
});

const viewers = [
  { filter: {}, sight: 'all' },
  { filter: {}, sight: 'all' },
  { filter: {}, sight: 'even' },
  { filter: { jobUid: 'a' }, sight: 'all' },
];
const step = fc.oneof(
  fc.record({ do: fc.constant('commit' as const), n: fc.integer({ min: 1, max: 700 }), who: fc.constant(0) }),
  fc.record({
    do: fc.constantFrom('flush' as const, 'settle' as const, 'take' as const, 'cut' as const),
    n: fc.nat(3),
    who: fc.nat(viewers.length - 1),
  }),
);

test('under any order of commits, turns, takings and reconnects each viewer gets each of its events once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { commit, feed, flush, channels } = world();
      const all = viewers.map(({ filter, sight }) => ({
        filter,
        sight,
        feed: feed(filter, 0, sight),
        got: [] as number[],
      }));
      const collect = (one: (typeof all)[number]) =>
        one.got.push(...chained(one.feed.deliveries.splice(0), one.got.at(-1) ?? 0));
      for (const { do: what, n, who } of steps) {
        const one = all[who] as (typeof all)[number];
        if (what === 'commit') commit(n, n % 2 ? 'a' : null);
        else if (what === 'flush') flush();
        else if (what === 'settle') await settle();
        else if (what === 'take') one.feed.take(n);
        else {
          collect(one);
          one.feed.close();
          one.feed = feed(one.filter, one.got.at(-1) ?? 0, one.sight);
        }
      }
      for (let round = 0; round < 100; round++) {
        for (const one of all) one.feed.take();
        await settle();
        flush();
        for (const one of all) collect(one);
        if (all.every((one) => one.got.length >= one.feed.seen().length)) break;
      }
      for (const one of all) expect(one.got).toEqual(one.feed.seen());
      for (const one of all) one.feed.close();
      expect(channels.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
