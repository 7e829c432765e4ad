import { expect, test } from 'vitest';
import { portalMost, portalSize } from '../../bench/page/built-portal.ts';

test('no page of the built portal weighs more than it may: a module that two of them share may bring a library along', () => {
  const { shell, routes } = portalSize();
  expect(shell).toBeLessThanOrEqual(portalMost.shell);
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter(({ bytes }) => bytes > portalMost.route)).toEqual([]);
});
