import { expect, it } from 'vitest';
import { shippedOf, withFiles, withoutShipped } from './shipped.ts';

const text = { path: 'note.txt', text: 'x' };

it('puts files beside those that are there, and in the place of those of the same path', () => {
  const body = { files: [text, { path: 'run.sh', sha256: 'a', executable: true }] };
  const added = [
    { path: 'run.sh', sha256: 'b' },
    { path: 'new.py', sha256: 'c' },
  ];
  expect(withFiles(body, added)).toEqual([
    text,
    { path: 'run.sh', sha256: 'b', executable: true },
    { path: 'new.py', sha256: 'c' },
  ]);
  expect(withFiles({}, added)).toEqual(added);
});

it('takes away what came from this computer alone', () => {
  const body = { files: [text, { path: 'a', sha256: 'a' }, 'nonsense'] };
  expect(shippedOf(body)).toEqual([{ path: 'a', sha256: 'a' }]);
  expect(withoutShipped(body)).toEqual([text, 'nonsense']);
  expect(withoutShipped({ files: [{ path: 'a', sha256: 'a' }] })).toBeUndefined();
});
