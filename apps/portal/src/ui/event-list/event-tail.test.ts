import type { TrainyardEvent } from '@trainyard/contracts/events';
import { expect, test } from 'vitest';
import { EventTail } from './event-tail.ts';

const event = (seq: number) => ({ seq }) as TrainyardEvent;
const seqs = (tail: EventTail) => tail.events.map(({ seq }) => seq);

test('a tail keeps the newest, newest first, and counts what it let go', () => {
  const tail = new EventTail(3);
  tail.push([event(1), event(2)]);
  expect(seqs(tail)).toEqual([2, 1]);
  expect(tail.dropped).toBe(0);
  tail.push([event(3), event(7), event(8)]);
  expect(seqs(tail)).toEqual([8, 7, 3]);
  expect(tail.dropped).toBe(2);
  const { events } = tail;
  expect(tail.events).toBe(events);
});
