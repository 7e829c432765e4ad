import { expect, test } from 'vitest';
import { createSharedSender, textFrame } from './shared-packet.ts';

/** Reads one frame as RFC 6455 says. */
function payloadOf(frame: Buffer): string {
  expect(frame[0]).toBe(0x81);
  const short = frame[1] ?? 0;
  const [head, length] =
    short < 126 ? [2, short] : short === 126 ? [4, frame.readUInt16BE(2)] : [10, Number(frame.readBigUInt64BE(2))];
  expect(frame.length).toBe(head + length);
  return frame.toString('utf8', head);
}

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('a frame of %i bytes', (length) => {
  expect(payloadOf(textFrame('x'.repeat(length)))).toBe('x'.repeat(length));
});

test('lengths are those of bytes, not of letters', () => {
  const text = 'é😀'.repeat(100);
  expect(payloadOf(textFrame(text))).toBe(text);
});

test('one object is written once, for whoever it is sent to', () => {
  const sent: { text: string; options: { wsPreEncodedFrame: Buffer[] } }[] = [];
  const write = (text: string, options: { wsPreEncodedFrame: Buffer[] }) => sent.push({ text, options });
  const send = createSharedSender<object>('/live', 'events');
  const data = { topic: 'all' };
  for (const what of [data, data, { ...data }]) send({ conn: { write } } as never, what);
  const [first, second, other] = sent;
  expect(first?.text).toBe('2/live,["events",{"topic":"all"}]');
  expect(second?.options).toBe(first?.options);
  expect(other?.options).not.toBe(first?.options);
  expect(first?.options.wsPreEncodedFrame.map(payloadOf)).toEqual(['42/live,["events",{"topic":"all"}]']);
});
