import { expect, test, vi } from 'vitest';
import { type LogPort, LogSource } from './log-source.ts';

test('times that cannot be read are told to whoever asks: to be unknown is another thing', async () => {
  const times = vi.fn<LogPort['times']>().mockRejectedValueOnce(new Error('cut')).mockResolvedValue([0, 7]);
  const port = { times } as unknown as LogPort;
  const source = new LogSource({ stream: 's', label: '' }, port, { tail: 10, streams: 1 }, () => undefined);
  await expect(source.findTime(1)).rejects.toThrow('cut');
  expect(await source.findTime(0)).toBe(0);
  expect(await source.findTime(1)).toBe(7);
});
