import { expect, test } from 'vitest';
import { placeMenu } from './place-menu.ts';

const screen = { width: 1000, height: 600 };
const menu = { width: 200, height: 150 };

test('a menu hangs on what was pressed', () => {
  expect(placeMenu({ left: 300, bottom: 40 }, menu, screen)).toEqual({ left: 300, top: 40 });
});

test('at the edges of the screen it is moved until all of it is seen', () => {
  expect(placeMenu({ left: 980, bottom: 590 }, menu, screen)).toEqual({ left: 784, top: 434 });
  expect(placeMenu({ left: 0, bottom: 0 }, menu, screen)).toEqual({ left: 16, top: 16 });
});

test('one that does not fit begins where it can be read from', () => {
  expect(placeMenu({ left: 300, bottom: 40 }, { width: 1200, height: 700 }, screen)).toEqual({ left: 16, top: 16 });
});
