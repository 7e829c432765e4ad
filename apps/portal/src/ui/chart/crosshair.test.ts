import { expect, test } from 'vitest';
import { Crosshair } from './crosshair.ts';

test('a crosshair follows the pointer until it is pinned', () => {
  const crosshair = new Crosshair();
  let told = 0;
  const stop = crosshair.subscribe(() => {
    told += 1;
  });
  crosshair.move(5, 'a');
  crosshair.move(5, 'a');
  expect(told).toBe(1);
  crosshair.toggle(6, 'a');
  crosshair.move(9, 'b');
  crosshair.leave();
  expect(crosshair.snapshot()).toEqual({ at: 6, pinned: true, owner: 'a' });
  crosshair.step(7, 'a');
  expect(crosshair.snapshot()).toMatchObject({ at: 7, pinned: true });
  crosshair.toggle(8, 'b');
  crosshair.leave();
  expect(crosshair.snapshot().at).toBeNull();
  stop();
  crosshair.move(1, 'a');
  expect(told).toBe(5);
});
