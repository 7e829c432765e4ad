import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogModel } from '../log-model.ts';
import { LogOrder } from '../log-order.ts';
import { BraidWindows } from './braid-windows.ts';

interface Line {
  text: string;
  time: number;
}

/** Lines of streams in rows of the order of time, as a model has them: `open` ones have no end yet. */
class World {
  readonly lanes: Line[][];
  readonly order: LogOrder;
  readonly open = new Set<number>();
  opened = true;
  rows = 0;

  constructor(lanes: Line[][]) {
    this.lanes = lanes.map(() => []);
    this.order = new LogOrder(lanes.length);
    this.order.open(lanes.map(() => 0));
    this.add(lanes);
  }

  add(lanes: Line[][]): void {
    for (const [at, lines] of lanes.entries()) this.lanes[at]?.push(...lines);
    this.order.grow(
      this.lanes.map((lines, stream) => ({
        stream,
        from: this.order.nextOf(stream),
        to: lines.length,
        timeOf: (line: number) => lines[line]?.time ?? 0,
      })),
    );
    this.rows = this.order.rows;
  }

  get model(): LogModel {
    const sources = this.lanes.map((lines, rank) => ({
      spec: { stream: `j/0/1/0/run/${rank}/stdout`, rank, label: '' },
      get: (line: number) =>
        lines[line] && {
          number: line,
          offset: 0,
          bytes: new TextEncoder().encode(lines[line]?.text),
          dropped: 0,
          holes: [],
          complete: !(this.open.has(rank) && line === lines.length - 1),
        },
      timeOf: (line: number) => lines[line]?.time,
      read: async () => undefined,
    }));
    const model = { sources, order: this.order, opened: true };
    Object.defineProperty(model, 'rows', { get: () => this.rows });
    return model as unknown as LogModel;
  }
}

const lines = (count: number, of: (step: number) => string | null, from = 0): Line[] =>
  Array.from({ length: count }, (_, step) => ({ text: of(from + step), time: 1_000 + (from + step) * 10 })).filter(
    (line): line is Line => line.text !== null,
  );

let frames: (() => void)[] = [];
let clock = 0;
beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => vi.unstubAllGlobals());

/** Opens and lets everything that was begun come to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const frame of frames.splice(0)) frame();
  }
}

async function opened(world: World): Promise<BraidWindows> {
  const windows = new BraidWindows(
    world.model,
    () => undefined,
    () => clock++,
  );
  windows.take();
  await settle();
  return windows;
}

/** All places, each with the row of the model that stands there. */
const placesOf = (windows: BraidWindows, world: World) =>
  Array.from({ length: world.rows }, (_, slot) => windows.at(slot));

async function foldAll(windows: BraidWindows, world: World): Promise<void> {
  for (let slot = 0; slot < world.rows; slot += 500) {
    windows.look(slot, Math.min(world.rows, slot + 500));
    await settle();
  }
}

function expectWhole(windows: BraidWindows, world: World): void {
  const places = placesOf(windows, world);
  const next = world.lanes.map(() => 0);
  for (const [slot, place] of places.entries()) {
    if (place === undefined) throw new Error(`nothing stands at ${slot} of ${world.rows}`);
    expect(place.slot + place.at).toBe(slot);
    const member = place.of.members[place.at];
    // Of each stream every line, in order.
    expect(member?.line).toBe(next[member?.lane ?? 0]);
    next[member?.lane ?? 0] = (member?.line ?? 0) + 1;
    expect(world.order.at(place.row)).toEqual({ stream: member?.lane, line: member?.line });
    expect(windows.of(place.row)).toMatchObject({ slot: place.slot, at: place.at });
  }
  expect(next).toEqual(world.lanes.map((all) => all.length));
}

test('a log that grows: every line has one place, in the order of its stream', async () => {
  const step = (rank: number) => (at: number) => (rank === 2 && at % 7 === 3 ? null : `step ${at}`);
  const world = new World([0, 1, 2, 3].map((rank) => lines(100, step(rank))));
  const windows = await opened(world);
  expectWhole(windows, world);
  for (let turn = 1; turn < 6; turn++) {
    world.add([0, 1, 2, 3].map((rank) => lines(100, step(rank), turn * 100)));
    windows.take();
    expectWhole(windows, world);
  }
  expect(windows.fold().rows).toBe(600);
});

test('a line without an end stands last and alone, and folds when it has one', async () => {
  const world = new World([0, 1, 2].map(() => lines(10, (at) => `step ${at}`)));
  world.open.add(0);
  const windows = await opened(world);
  expectWhole(windows, world);
  expect(windows.at(world.rows - 1)?.of.members).toEqual([{ lane: 0, line: 9 }]);
  world.open.delete(0);
  windows.take();
  expectWhole(windows, world);
  expect(windows.fold()).toEqual({ lines: 30, rows: 10 });
});

test('what is long past is folded when it is looked at, part by part, and fits together', async () => {
  const ranks = [0, 1, 2, 3, 4, 5, 6, 7];
  // The ranks are a little out of step, as clocks are: no row of the model is a clean cut.
  const world = new World(
    ranks.map((rank) => lines(4_000, (at) => `step ${at}`).map((line) => ({ ...line, time: line.time + rank * 13 }))),
  );
  const windows = await opened(world);
  expect(windows.at(0)).toBeUndefined();
  windows.look(10_000, 10_100);
  await settle();
  expect(windows.at(10_050)?.of.members).toHaveLength(8);
  expect(windows.at(0)).toBeUndefined();
  await foldAll(windows, world);
  expectWhole(windows, world);
  expect(windows.fold()).toEqual({ lines: 32_000, rows: 4_000 });
});

test('whatever ranks print and wherever one looks first, places and rows are one to one', async () => {
  const text = fc.constantFrom('a', 'b', '', 'c', 'rank 1 here');
  const lane = fc.array(fc.tuple(text, fc.nat(60)), { maxLength: 1_500 }).map((all) => {
    let time = 1_000;
    return all.map(([words, pause]) => {
      time += pause;
      return { text: words, time };
    });
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(lane, { minLength: 2, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (lanes, where) => {
        const world = new World(lanes);
        const windows = await opened(world);
        windows.look(Math.floor(where * world.rows), Math.floor(where * world.rows) + 50);
        await settle();
        await foldAll(windows, world);
        expectWhole(windows, world);
      },
    ),
    { numRuns: 15 },
  );
});
