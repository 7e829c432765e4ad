import { expect, test } from 'vitest';
import { curvePlot } from './start-curve.ts';

const forecast = { at: 0, p50: 100_000, p90: 180_000, samples: 1 };
const curve = [
  { share: 0.5, at: 100_000 },
  { share: 0.9, at: 180_000 },
  { share: 1, at: 200_000 },
];

test('a curve rises from the making of its forecast over its quantiles, and both percentiles lie on it', () => {
  const made = curvePlot({ forecast, curve });
  expect(made?.line[0]).toEqual({ x: 0, y: 0 });
  expect(made?.line.at(-1)).toEqual({ x: 1, y: 1 });
  expect(made?.marks.map(({ name, x, y }) => [name, made.line.some((one) => one.x === x && one.y === y)])).toEqual([
    ['p50', true],
    ['p90', true],
  ]);
  expect(made?.ticks.map(({ at }) => at)).toEqual([0, 60_000, 120_000, 180_000]);
  expect(made?.bySeconds).toBe(false);
});

test('a curve of which the last futures are not known ends with the last that is', () => {
  const made = curvePlot({ forecast, curve: curve.slice(0, 2) });
  expect(made?.line.at(-1)?.y).toBe(0.9);
  expect(made?.line.at(-1)?.x).toBeLessThan(1);
});

test('a curve is cut where the last futures lie far behind the others', () => {
  const far = [...curve.slice(0, 2), { share: 1, at: 1_800_000 }];
  const made = curvePlot({ forecast, curve: far });
  expect(made?.marks[1]?.x).toBeGreaterThan(0.5);
  expect(made?.line.at(-1)?.x).toBe(1);
  expect(made?.line.at(-1)?.y).toBeGreaterThan(0.9);
  expect(made?.line.at(-1)?.y).toBeLessThan(1);
});

test('futures that agree still make a curve, and none makes none', () => {
  const same = { at: 5, p50: 5, p90: 5, samples: 1 };
  expect(curvePlot({ forecast: same, curve: [{ share: 1, at: 5 }] })?.bySeconds).toBe(true);
  expect(curvePlot({ forecast: null, curve: null })).toBeNull();
  expect(curvePlot({ forecast, curve: null })).toBeNull();
  expect(curvePlot({ forecast, curve: [] })).toBeNull();
});
