import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventsDelivery, liveLimits } from '@trainyard/contracts/live';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventFeed, matches } from './event-feed.ts';
import { createEventHub } from './event-hub.ts';

function event(seq: number, jobUid: string | null = null): TrainyardEvent {
  return {
    seq,
    at: seq,
    type: 'job.updated',
    subject: { kind: 'job', uid: jobUid ?? 'x', path: '' },
    workspaceUid: 'w',
    clusterUid: null,
    jobUid,
    revision: 1,
    actor: { kind: 'controller', id: 'c', name: 'c', via: 'control' },
    cause: null,
    changed: {},
  };
}

/** A log, a hub and a client that takes what it likes; promises of the log settle when told. */
function world(limitSeen = Number.POSITIVE_INFINITY) {
  const log: TrainyardEvent[] = [];
  const hub = createEventHub(0);
  const deferred: (() => void)[] = [];
  const deliveries: EventsDelivery[] = [];
  const untaken: (() => void)[] = [];
  const marks: number[] = [];
  return {
    log,
    hub,
    deliveries,
    untaken,
    marks,
    commit(count: number, jobUid: string | null = null) {
      const events = Array.from({ length: count }, (_, at) => event(log.length + at + 1, jobUid));
      log.push(...events);
      hub.publish(events);
    },
    flush() {
      for (const fn of deferred.splice(0)) fn();
    },
    feed(filter: { jobUid?: string }, after?: number) {
      const feed = new EventFeed('t', filter, after, {
        hub,
        async replay(of, from, limit) {
          const seq = log.length;
          const events = log.filter((one) => one.seq > from && matches(of, one)).slice(0, limit);
          await Promise.resolve();
          return { events, seq };
        },
        maySee: (one) => one.seq <= limitSeen,
        deliver(delivery, taken) {
          deliveries.push(delivery);
          untaken.push(taken);
        },
        mark: ({ seq }) => marks.push(seq),
        failed(error) {
          throw error;
        },
        defer: (fn) => deferred.push(fn),
      });
      feed.start();
      return feed;
    },
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

function chained(deliveries: EventsDelivery[], after: number): number[] {
  let had = after;
  return deliveries.flatMap(({ prev, seq, events }) => {
    expect(prev).toBeGreaterThanOrEqual(had);
    had = seq;
    return events.map((one) => one.seq);
  });
}

test('replays what was missed, marks, then several commits of one turn are one delivery', async () => {
  const { commit, feed, deliveries, marks, flush } = world();
  commit(3);
  feed({}, 1);
  await settle();
  expect(deliveries.map(({ prev, seq }) => [prev, seq])).toEqual([[1, 3]]);
  expect(marks).toEqual([3]);
  commit(1);
  commit(2);
  flush();
  expect(deliveries.slice(1).map(({ prev, seq, events }) => [prev, seq, events.length])).toEqual([[3, 6, 3]]);
});

test("others' events leave no hole: prev is what was sent last", async () => {
  const { commit, feed, deliveries, flush } = world();
  feed({ jobUid: 'a' });
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

test('a consumer that takes nothing is sent at most a window, and later the rest from the log', async () => {
  const { commit, feed, deliveries, flush, untaken } = world();
  feed({});
  await settle();
  for (let round = 0; round < 40; round++) {
    commit(400);
    flush();
  }
  await settle();
  const sent = deliveries.reduce((sum, { events }) => sum + events.length, 0);
  expect(sent).toBeLessThan(liveLimits.eventsWindow + liveLimits.eventsPerDelivery);
  while (untaken.length > 0) {
    for (const taken of untaken.splice(0)) taken();
    await settle();
    flush();
  }
  expect(chained(deliveries, 0)).toEqual(Array.from({ length: 16_000 }, (_, at) => at + 1));
});

test('a feed that is closed says nothing more', async () => {
  const { commit, feed, deliveries, flush } = world();
  const one = feed({});
  await settle();
  commit(1);
  one.close();
  flush();
  commit(2);
  flush();
  await settle();
  expect(deliveries).toEqual([]);
});

test('under any order of commits, turns, takings and reconnects each event comes once, in order', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('commit' as const), n: fc.integer({ min: 1, max: 700 }) }),
    fc.record({
      do: fc.constantFrom('flush' as const, 'settle' as const, 'take' as const, 'cut' as const),
      n: fc.nat(3),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { commit, feed, deliveries, flush, untaken, log } = world();
      let current = feed({}, 0);
      const got: number[] = [];
      const collect = () => {
        got.push(...chained(deliveries.splice(0), got.at(-1) ?? 0));
      };
      for (const { do: what, n } of steps) {
        if (what === 'commit') commit(n);
        else if (what === 'flush') flush();
        else if (what === 'settle') await settle();
        else if (what === 'take') for (const taken of untaken.splice(0, n)) taken();
        else {
          collect();
          current.close();
          untaken.length = 0;
          current = feed({}, got.at(-1) ?? 0);
        }
      }
      for (let round = 0; round < 100 && (got.at(-1) ?? 0) < log.length; round++) {
        for (const taken of untaken.splice(0)) taken();
        await settle();
        flush();
        collect();
      }
      expect(got).toEqual(log.map(({ seq }) => seq));
    }),
    { numRuns: 60 },
  );
});
