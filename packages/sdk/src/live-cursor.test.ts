import { expect, test } from 'vitest';
import { LogCursor } from './live-cursor.ts';

const delivery = (offset: number, text: string, more: object = {}) => ({
  topic: 't',
  offset,
  line: 0,
  bytes: Buffer.from(text),
  marks: [],
  holes: [],
  ended: false,
  ...more,
});

test('an overlap is trimmed and its lines are counted', () => {
  const cursor = new LogCursor(0);
  cursor.take(delivery(0, 'a\nb\nc'));
  const taken = cursor.take(delivery(2, 'b\ncd\n', { line: 1 }));
  expect(taken).toMatchObject({ kind: 'new', part: { offset: 5, line: 2, bytes: Buffer.from('d\n') } });
  expect(cursor.next).toBe(7);
  expect(cursor.take(delivery(0, 'a\nb\n'))).toEqual({ kind: 'nothing' });
});

test('a jump is a gap, unless a hole explains it; a hole is told once', () => {
  const cursor = new LogCursor(0);
  cursor.take(delivery(0, 'ab'));
  expect(cursor.take(delivery(5, 'x'))).toEqual({ kind: 'gap' });
  expect(cursor.next).toBe(2);
  const hole = { from: 2, to: 5, why: 'disk full' };
  expect(cursor.take(delivery(5, 'x', { holes: [hole] }))).toMatchObject({
    kind: 'new',
    part: { offset: 5, holes: [hole] },
  });
  expect(cursor.next).toBe(6);
  expect(cursor.take(delivery(6, 'y', { holes: [hole] }))).toMatchObject({
    kind: 'new',
    part: { offset: 6, holes: [] },
  });
});

test('an end without bytes still ends; after it nothing comes', () => {
  const cursor = new LogCursor(3);
  expect(cursor.take(delivery(3, '', { ended: true }))).toMatchObject({ kind: 'new', part: { ended: true } });
  expect(cursor.take(delivery(3, 'late'))).toEqual({ kind: 'nothing' });
});

test('marks are trimmed with the bytes: the last one passed holds for what is left', () => {
  const cursor = new LogCursor(0);
  cursor.take(delivery(0, 'abcd', { marks: [[0, 10]] }));
  const taken = cursor.take(
    delivery(0, 'abcdefgh', {
      marks: [
        [0, 10],
        [2, 20],
        [6, 30],
      ],
    }),
  );
  expect(taken).toMatchObject({
    kind: 'new',
    part: {
      offset: 4,
      marks: [
        [0, 20],
        [2, 30],
      ],
    },
  });
  const later = cursor.take(delivery(6, 'ghij', { marks: [[3, 40]] }));
  expect(later).toMatchObject({ kind: 'new', part: { offset: 8, marks: [[1, 40]] } });
});
