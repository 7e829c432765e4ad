import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

test.each([
  ['/w/vision', '/w/vision'],
  ['/w/vision/jobs?state=failed#top', '/w/vision/jobs?state=failed#top'],
  ['/', '/'],
])('leads to a path of this portal: %s', (to, expected) => {
  expect(returnPath(to)).toBe(expected);
});

test.each([
  [null],
  [''],
  ['w/vision'],
  ['https://elsewhere.example/'],
  ['javascript:alert(1)'],
  ['//elsewhere.example'],
  ['/\\elsewhere.example'],
  ['/\t/elsewhere.example'],
  ['/\n/elsewhere.example'],
  ['/w\\..\\..\\elsewhere'],
  ['/signin?to=/signin'],
])('leads to the front door instead of %j', (to) => {
  expect(returnPath(to)).toBe('/');
});

test('never leaves the site, whatever is written', () => {
  const hostile = fc.array(fc.constantFrom('/', '\\', '\t', '\n', ' ', ':', '@', '.', 'a', 'http', '?', '#'));
  fc.assert(
    fc.property(hostile, (parts) => {
      const base = 'http://trainyard.example:8640';
      expect(new URL(returnPath(parts.join('')), base).origin).toBe(base);
    }),
  );
});
