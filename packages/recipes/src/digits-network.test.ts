import { expect, test } from 'vitest';
import { Network, type Shape } from '../digits/network.mjs';
import { randomFrom } from '../digits/random.mjs';

/** The item at an index that must hold one. */
function at<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`nothing at ${index}`);
  return item;
}

const shapes: Shape[] = [
  { side: 9, channels: 1, window: 3, stride: 2, outputs: 5, rectify: true },
  { side: 4, channels: 5, window: 2, stride: 1, outputs: 4, rectify: true },
  { side: 3, channels: 4, window: 3, stride: 1, outputs: 6, rectify: true },
  { side: 1, channels: 6, window: 1, stride: 1, outputs: 10, rectify: false },
];

test.each([1, 2, 3])('every slope equals its finite difference (seed %i)', (seed) => {
  const random = randomFrom(seed);
  const network = new Network(shapes, Float64Array);
  network.initialise(seed);
  // Biases start at 0, where a rectifier on blank paper has no slope; move away from that corner.
  for (let i = 0; i < network.parameters.length; i++)
    network.parameters[i] = at(network.parameters, i) + (random() - 0.5) * 0.2;
  const image = Float64Array.from({ length: 81 }, random);
  network.learn(image, 7, 1);
  const nudge = 1e-6;
  for (let i = 0; i < network.parameters.length; i++) {
    const kept = at(network.parameters, i);
    network.parameters[i] = kept + nudge;
    const above = network.evaluate(image, 7).loss;
    network.parameters[i] = kept - nudge;
    const below = network.evaluate(image, 7).loss;
    network.parameters[i] = kept;
    expect(at(network.gradient, i), `parameter ${i}`).toBeCloseTo((above - below) / (2 * nudge), 6);
  }
});

test('slopes add up over images and follow the scale', () => {
  const network = new Network(shapes, Float64Array);
  network.initialise(4);
  const image = Float64Array.from({ length: 81 }, randomFrom(5));
  network.learn(image, 1, 1);
  const once = network.gradient.slice();
  network.learn(image, 1, 2);
  network.gradient.forEach((slope, i) => {
    expect(slope).toBeCloseTo(at(once, i) * 3, 10);
  });
});

test('layers that do not fit are refused', () => {
  expect(() => new Network([at(shapes, 0), at(shapes, 2)])).toThrow('layer 1 does not take what layer 0 gives');
});
