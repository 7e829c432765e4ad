import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ItemQueue, type Sink } from './item-queue.ts';

function queue<T>(signal?: AbortSignal) {
  const seen = { started: 0, stopped: 0 };
  let sink: Sink<T> | undefined;
  const items = new ItemQueue<T>((given) => {
    sink = given;
    seen.started += 1;
    return () => {
      seen.stopped += 1;
    };
  }, signal);
  return { items, seen, sink: () => sink as Sink<T> };
}

test('every item comes once and in order, whatever the pace, and a source is never ahead by more than what it put', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(), { minLength: 1 })), fc.scheduler(), async (lots, scheduler) => {
      let put = 0;
      const items = new ItemQueue<number>((sink) => {
        void (async () => {
          for (const lot of lots) {
            put += lot.length;
            await sink.put(lot);
          }
          sink.end();
        })();
        return () => {};
      });
      const read: number[] = [];
      const longest = Math.max(0, ...lots.map((lot) => lot.length));
      const done = (async () => {
        for await (const item of items) {
          await scheduler.schedule(Promise.resolve());
          read.push(item);
          // The item in hand, and one lot that waits.
          expect(put - read.length).toBeLessThanOrEqual(longest + 1);
        }
      })();
      await scheduler.waitFor(done);
      expect(read).toEqual(lots.flat());
    }),
  );
});

test('the source starts at the first read, and stops once at its end', async () => {
  const { items, seen, sink } = queue<string>();
  expect(seen.started).toBe(0);
  const first = items.next();
  expect(seen.started).toBe(1);
  void sink().put(['a', 'b']);
  sink().end();
  sink().fail(new Error('too late'));
  expect([await first, await items.next(), await items.next(), await items.next()]).toEqual([
    { done: false, value: 'a' },
    { done: false, value: 'b' },
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  expect(seen).toEqual({ started: 1, stopped: 1 });
});

test('an error comes after what was put before it, once', async () => {
  const { items, sink } = queue<string>();
  const first = items.next();
  void sink().put(['a', 'b']);
  sink().fail(new Error('cut'));
  expect([(await first).value, (await items.next()).value]).toEqual(['a', 'b']);
  await expect(items.next()).rejects.toThrow('cut');
  expect(await items.next()).toMatchObject({ done: true });
});

test('leaving stops the source, lets it go on, and ends a read that waits', async () => {
  const { items, seen, sink } = queue<string>();
  const first = items.next();
  const taken = sink().put(['a', 'b']);
  await first;
  await items.return();
  await taken;
  expect([seen.stopped, await items.next()]).toEqual([1, { done: true, value: undefined }]);
  const other = queue<string>();
  const waiting = other.items.next();
  await other.items.return();
  expect(await waiting).toMatchObject({ done: true });
});

test('a signal ends it with its reason, before it started too', async () => {
  const stop = new AbortController();
  const { items, seen, sink } = queue<string>(stop.signal);
  const waiting = items.next();
  void sink().put(['a', 'b']);
  await waiting;
  stop.abort(new Error('enough'));
  await expect(items.next()).rejects.toThrow('enough');
  expect(seen.stopped).toBe(1);
  const never = queue<string>(stop.signal);
  await expect(never.items.next()).rejects.toThrow('enough');
  expect(never.seen.started).toBe(0);
});
