import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, blockAt, cellAt } from './layout.ts';
import { fitNested, layNested, nestMeasureOf } from './nested-layout.ts';

/** Machines with their nodes, and those with their GPUs. */
const machines = fc.array(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 30,
});
const sizes = fc.record({
  width: fc.integer({ min: 240, max: 1400 }),
  cell: fc.integer({ min: 2, max: 14 }),
  labels: fc.boolean(),
});

const inside = (outer: Box, { x, y, width, height }: Box) =>
  x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height;
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test('cells stand in their node, nodes in their machine, machines apart; each cell is found where it stands', () => {
  fc.assert(
    fc.property(machines, sizes, (of, { width, cell, labels }) => {
      const counts = of.flat();
      const groups = of.map(({ length }) => length);
      const layout = layNested(groups, counts, width, nestMeasureOf(cell, labels));
      let node = 0;
      for (const [at, box] of layout.boxes.entries()) {
        for (let one = 0; one < (groups[at] ?? 0); one++, node++) {
          const block = layout.blocks[node];
          if (!block || !inside(box, block)) return expect.unreachable(`node ${node} is not in machine ${at}`);
          for (let to = block.from; to < block.from + block.count; to++) {
            const place = {
              x: layout.xs[to] ?? 0,
              y: layout.ys[to] ?? 0,
              width: layout.widths[to] ?? 0,
              height: layout.heights[to] ?? 0,
            };
            if (!inside(block, place)) expect.unreachable(`cell ${to} is not in node ${node}`);
            const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
            if (cellAt(layout, x, y) !== to) expect.unreachable(`cell ${to} is not found`);
            if (blockAt(layout, x, y) !== block) expect.unreachable(`node ${node} is not found`);
          }
        }
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(layout.boxes.slice(0, at).every((before) => apart(before, box))).toBe(true);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
      }
      expect(node).toBe(counts.length);
    }),
  );
});

test('the cells are as large as the room allows; 10,000 machines of 8 GPUs have a place', () => {
  fc.assert(
    fc.property(machines, sizes, (of, { width, labels }) => {
      const counts = of.flat();
      const groups = of.map(({ length }) => length);
      const measure = fitNested(groups, counts, width, 320, { cell: 12, labels });
      const { height } = layNested(groups, counts, width, measure);
      if (measure.cell > 2) expect(height).toBeLessThanOrEqual(320);
    }),
  );
  const many = new Array<number>(10_000).fill(1);
  const eights = new Array<number>(10_000).fill(8);
  const measure = fitNested(many, eights, 700, 320, { cell: 12, labels: false });
  const layout = layNested(many, eights, 700, measure);
  expect([layout.boxes.length, layout.xs.length, measure.cell]).toEqual([10_000, 80_000, 2]);
});
