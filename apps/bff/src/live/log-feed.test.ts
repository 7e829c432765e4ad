import { type LogDelivery, liveLimits } from '@trainyard/contracts/live';
import type { Hole } from '@trainyard/contracts/log-frame';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AppendedBytes, LogFeed } from './log-feed.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A stream in memory that answers reads a turn later, as a disk would. */
function stream() {
  let bytes = Buffer.alloc(0);
  const holes: Hole[] = [];
  let ended = false;
  const listeners = new Set<(appended: AppendedBytes) => void>();
  const tell = (appended: AppendedBytes) => {
    for (const listener of listeners) listener(appended);
  };
  /** What the disk refused last: its agent sends it again before anything else. */
  let refused: Buffer | undefined;
  const write = (more: Buffer) => {
    const told = { offset: bytes.length, line: 0, bytes: more, marks: [], ended: false };
    tell({ ...told, written: false });
    bytes = Buffer.concat([bytes, more]);
    tell({ ...told, written: true });
  };
  const again = () => {
    if (refused) write(refused);
    refused = undefined;
  };
  return {
    content: () => bytes,
    listeners,
    append(text: string | Buffer) {
      again();
      write(Buffer.from(text));
    },
    refuse(text: string | Buffer) {
      refused ??= Buffer.from(text);
      tell({ offset: bytes.length, line: 0, bytes: refused, marks: [], written: false, ended: false });
    },
    hole(length: number) {
      again();
      const hole = { from: bytes.length, to: bytes.length + length, why: 'lost' };
      holes.push(hole);
      bytes = Buffer.concat([bytes, Buffer.alloc(length)]);
      tell({ offset: hole.to, line: 0, bytes: new Uint8Array(), marks: [], written: true, hole, ended: false });
    },
    end() {
      again();
      ended = true;
      tell({ offset: bytes.length, line: 0, bytes: new Uint8Array(), marks: [], written: true, ended: true });
    },
    open(after: number) {
      const deliveries: LogDelivery[] = [];
      const feed = new LogFeed('log:x', after, {
        async info() {
          await Promise.resolve();
          return bytes.length === 0 && !ended ? undefined : { bytes: bytes.length, ended, holes: [...holes] };
        },
        async read(from, to) {
          await settle();
          const start = holes.reduce((at, hole) => (at >= hole.from && at < hole.to ? hole.to : at), from);
          const wall = holes.reduce((at, hole) => (hole.from >= start ? Math.min(at, hole.from) : at), bytes.length);
          if (start >= bytes.length) return { offset: bytes.length, line: 0, bytes: new Uint8Array(), marks: [] };
          return { offset: start, line: 0, bytes: bytes.subarray(start, Math.min(to, wall)), marks: [] };
        },
        onAppended(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        deliver: (delivery) => deliveries.push(delivery),
        failed(error) {
          throw error;
        },
      });
      feed.start();
      return { feed, deliveries };
    },
  };
}

test('a stream that does not exist yet is followed from its first byte', async () => {
  const one = stream();
  const { deliveries } = one.open(0);
  await settle();
  one.append('a');
  one.append('b');
  await settle();
  await settle();
  one.end();
  expect(Buffer.concat(deliveries.map(({ bytes }) => bytes)).toString()).toBe('ab');
  expect(deliveries.at(-1)).toMatchObject({ offset: 2, ended: true });
});

test('one that ended is told so although nothing is left to send', async () => {
  const one = stream();
  one.append('abc');
  one.end();
  const { deliveries } = one.open(3);
  await settle();
  await settle();
  expect(deliveries).toMatchObject([{ offset: 3, ended: true }]);
});

test('no more than a window is sent to a viewer that takes nothing', async () => {
  const one = stream();
  one.append(Buffer.alloc(3 * liveLimits.logWindowBytes, 'x'));
  const { feed, deliveries } = one.open(0);
  for (let turn = 0; turn < 30; turn++) await settle();
  const sent = () => deliveries.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  expect(sent()).toBe(liveLimits.logWindowBytes);
  feed.got(Number.MAX_SAFE_INTEGER);
  for (let turn = 0; turn < 30; turn++) await settle();
  expect(sent()).toBe(2 * liveLimits.logWindowBytes);
});

test('leaving leaves no listener behind', async () => {
  const one = stream();
  const { feed } = one.open(0);
  feed.close();
  expect(one.listeners.size).toBe(0);
});

test('what is passed on before the disk refuses it comes no second time', async () => {
  const one = stream();
  one.append('a');
  const { deliveries } = one.open(0);
  for (let turn = 0; turn < 4; turn++) await settle();
  one.refuse('bc');
  one.refuse('bc');
  const text = () => Buffer.concat(deliveries.map(({ bytes }) => bytes)).toString();
  expect(text()).toBe('abc');
  // Somebody who comes back with more than is stored is told nothing until the rest is there.
  const back = one.open(3);
  for (let turn = 0; turn < 4; turn++) await settle();
  one.append('d');
  for (let turn = 0; turn < 4; turn++) await settle();
  expect(text()).toBe('abcd');
  expect(back.deliveries).toMatchObject([{ offset: 3, bytes: Buffer.from('d') }]);
});

test('under any order of writes, refusals of the disk, holes, takings and cuts every byte comes once', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), n: fc.integer({ min: 1, max: 400_000 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), n: fc.integer({ min: 1, max: 9_000 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hole' as const), n: fc.integer({ min: 1, max: 1_000 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'got' as const), n: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), n: fc.nat(1) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const one = stream();
      let fill = 0;
      let { feed, deliveries } = one.open(0);
      let next = 0;
      const got: Buffer[] = [];
      const take = () => {
        for (const { offset, bytes, holes } of deliveries.splice(0)) {
          const reach = holes.reduce((at, hole) => (hole.from <= at && hole.to > at ? hole.to : at), next);
          expect(offset === next || offset === reach).toBe(true);
          got.push(Buffer.alloc(offset - next), Buffer.from(bytes));
          next = offset + bytes.byteLength;
        }
      };
      const act = async (what: string, n: number) => {
        if (what === 'write') one.append(Buffer.alloc(n, 1 + (fill++ % 255)));
        else if (what === 'refuse') one.refuse(Buffer.alloc(n, 1 + (fill++ % 255)));
        else if (what === 'hole') one.hole(n);
        else if (what === 'settle') for (let turn = 0; turn <= n; turn++) await settle();
        else {
          take();
          if (what === 'got') feed.got(next);
          else {
            feed.close();
            ({ feed, deliveries } = one.open(next));
          }
        }
      };
      for (const { do: what, n } of steps) await act(what, n);
      one.end();
      for (let turn = 0; turn < 500 && next < one.content().length; turn++) await act(turn % 2 ? 'got' : 'settle', 1);
      take();
      expect(Buffer.concat(got).equals(one.content())).toBe(true);
    }),
    { numRuns: 40 },
  );
});
