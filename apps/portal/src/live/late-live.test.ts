import type { Live } from '@trainyard/sdk/live';
import { describe, expect, it, vi } from 'vitest';
import { openLiveLate } from './late-live.ts';

function rig() {
  const said: string[] = [];
  const live: Live = {
    follow: (topic: string) => {
      said.push(`follow ${topic}`);
      return () => said.push(`stop ${topic}`);
    },
    openChannel: () => Promise.reject(new Error('no channels here')),
    clock: () => Promise.resolve({ offset: 1, roundTrip: 2 }),
    retry: () => said.push('retry'),
    close: () => said.push('close'),
  } as Live;
  const code = Promise.withResolvers<() => Live>();
  return {
    said,
    code,
    open: () => code.resolve(() => live),
    late: openLiveLate({ url: 'http://y' }, () => code.promise),
  };
}

const nobody = { onEvents: () => undefined, onMark: () => undefined } as never;

describe('a connection whose code is on its way', () => {
  it('follows what was asked for once it is here', async () => {
    const { said, code, open, late } = rig();
    late.follow('all', nobody);
    const stop = late.follow('job:a', nobody);
    late.follow('job:b', nobody)();
    await expect(late.clock()).rejects.toThrow('not there yet');
    open();
    await code.promise;
    expect(said).toEqual(['follow all', 'follow job:a']);
    stop();
    late.follow('job:c', nobody);
    late.retry();
    expect(said.slice(2)).toEqual(['stop job:a', 'follow job:c', 'retry']);
    expect(await late.clock()).toEqual({ offset: 1, roundTrip: 2 });
  });

  it('opens nothing after it was closed', async () => {
    const { said, code, open, late } = rig();
    late.follow('all', nobody);
    late.close();
    open();
    await code.promise;
    expect(said).toEqual([]);
  });

  it('says that it is cut when the code cannot be fetched, and tries again', async () => {
    vi.useFakeTimers();
    try {
      const onState = vi.fn();
      const fetch = vi.fn(() => Promise.reject(new Error('gone')));
      const late = openLiveLate({ url: 'http://y', onState }, fetch);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(fetch).toHaveBeenCalledTimes(2);
      expect(onState).toHaveBeenCalledWith('cut', new Error('gone'));
      late.close();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(fetch).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
