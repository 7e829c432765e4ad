import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockAt, cellAt, fitMeasure, type Layout, layOut, measureOf, smallestCell, stepFrom } from './layout.ts';

const measure = measureOf(12, true);

test('lays nodes beside each other and begins a new line where they do not fit', () => {
  const layout = layOut([8, 8, 8], 130, measure);
  expect(layout.blocks.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [66, 0],
    [0, 49],
  ]);
  expect(layout.height).toBe(90);
});

test('makes one device as high as two rows, and room for a node as large as a node', () => {
  const layout = layOut([1, 0], 100, measure, 4);
  expect([...layout.heights]).toEqual([26, 26]);
  expect([...layout.widths]).toEqual([14, 26]);
});

const counts = fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 1, maxLength: 60 });
const sizes = fc.record({
  width: fc.integer({ min: 150, max: 900 }),
  cell: fc.integer({ min: 2, max: 24 }),
  labels: fc.boolean(),
});

function centre(layout: Layout, at: number): [number, number] {
  return [
    (layout.xs[at] as number) + (layout.widths[at] as number) / 2,
    (layout.ys[at] as number) + (layout.heights[at] as number) / 2,
  ];
}

test('no two cells overlap, each is found at its centre, and its node is there, too', () => {
  fc.assert(
    fc.property(counts, sizes, (of, { width, cell, labels }) => {
      const layout = layOut(of, width, measureOf(cell, labels), 4);
      const seen = new Set<string>();
      for (let at = 0; at < layout.xs.length; at++) {
        expect(cellAt(layout, ...centre(layout, at))).toBe(at);
        const block = blockAt(layout, ...centre(layout, at));
        expect(block !== undefined && at >= block.from && at < block.from + block.count).toBe(true);
        seen.add(`${layout.xs[at]} ${layout.ys[at]}`);
        expect((layout.ys[at] as number) + (layout.heights[at] as number)).toBeLessThanOrEqual(layout.height);
      }
      expect(seen.size).toBe(layout.xs.length);
    }),
  );
});

test('cells shrink until the map fits, and no further than can be seen', () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 150, max: 900 }), fc.integer({ min: 20, max: 600 }), (of, width, height) => {
      const fit = fitMeasure(of, width, height, { cell: 12, labels: true, expected: 4 });
      const layout = layOut(of, width, fit, 4);
      expect(layout.height <= height || fit.cell === smallestCell).toBe(true);
    }),
  );
});

test('10,000 nodes of 8 GPUs fit a screen', () => {
  const all = new Array<number>(10_000).fill(8);
  const fit = fitMeasure(all, 1_240, 800, { cell: 12, labels: false, expected: 8 });
  const layout = layOut(all, 1_240, fit, 8);
  expect(layout.xs).toHaveLength(80_000);
  expect(layout.height).toBeLessThanOrEqual(800);
});

test('by the arrow keys every cell is reached, and a key and its opposite stay in reach', () => {
  fc.assert(
    fc.property(counts, sizes, (of, { width, cell, labels }) => {
      const layout = layOut(of, width, measureOf(cell, labels), 4);
      const { length } = layout.xs;
      const reached = new Set([0]);
      const waiting = [0];
      for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
        for (const step of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
          const to = stepFrom(layout, from, step, length);
          expect(to >= 0 && to < length).toBe(true);
          if (!reached.has(to)) waiting.push(to);
          reached.add(to);
        }
      }
      expect(reached.size).toBe(length);
    }),
    { numRuns: 30 },
  );
});

test('Home and End lead to the first and the last', () => {
  const layout = layOut([4, 4], 500, measure);
  expect([stepFrom(layout, 3, 'Home', 8), stepFrom(layout, 3, 'End', 8)]).toEqual([0, 7]);
});
