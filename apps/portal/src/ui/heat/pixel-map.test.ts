import { expect, test } from 'vitest';
import { pixelOf } from './pixel-map.ts';

test('a colour is the bytes of a pixel', () => {
  const bytes = new Uint8Array(new Uint32Array([pixelOf('#3db3f5'), pixelOf('#0a63c0', 128)]).buffer);
  expect([...bytes]).toEqual([0x3d, 0xb3, 0xf5, 255, 0x0a, 0x63, 0xc0, 128]);
});
