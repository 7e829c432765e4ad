import { seqHeader } from '@trainyard/contracts/seq-header';
import { expect, test, vi } from 'vitest';
import { Answered } from './answered.ts';

const answer = (seq: number | null, status = 200) =>
  new Response('', { status, headers: seq === null ? {} : { [seqHeader]: String(seq) } });

test('events are followed from the oldest answer on', () => {
  const answered = new Answered();
  for (const seq of [12, 9, 10]) answered.note(answer(seq));
  expect(answered.followFrom(() => undefined)).toBe(9);
});

test('a refusal, and an answer that does not say it, are none to go by', () => {
  const answered = new Answered();
  answered.note(answer(null));
  answered.note(answer(3, 404));
  expect(answered.followFrom(() => undefined)).toBeUndefined();
});

test('an older answer that comes later is told, a newer one is not', () => {
  const answered = new Answered();
  const onOlder = vi.fn();
  answered.note(answer(10));
  answered.followFrom(onOlder);
  answered.note(answer(10));
  answered.note(answer(11));
  expect(onOlder).not.toHaveBeenCalled();
  answered.note(answer(8));
  expect(onOlder).toHaveBeenCalledTimes(1);
});

test('whoever follows later asks for all again: what is held by then nobody kept current', () => {
  const answered = new Answered();
  answered.note(answer(10));
  answered.followFrom(() => undefined);
  expect(answered.followFrom(() => undefined)).toBeUndefined();
});
