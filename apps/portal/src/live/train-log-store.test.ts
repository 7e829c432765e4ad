import type { LogPart } from '@trainyard/sdk/live-cursor';
import { describe, expect, test, vi } from 'vitest';
import { TrainLogStore, tailBytes } from './train-log-store.ts';

const part = (offset: number, text: string, holes: LogPart['holes'] = []): LogPart => ({
  offset,
  line: 0,
  bytes: new TextEncoder().encode(text),
  marks: [],
  holes,
  ended: false,
});

/** `text` is what is stored, as far as it can be read in one. */
async function opened(stored: number, text = '') {
  let told: ((part: LogPart) => void) | undefined;
  let from: number | undefined;
  const store = new TrainLogStore({
    stored: async () => stored,
    read: async () => new TextEncoder().encode(text),
    follow(after, onLog) {
      from = after;
      told = onLog;
      return () => {
        told = undefined;
      };
    },
    now: () => 5_000,
    frame: () => () => undefined,
  });
  store.start();
  await vi.waitFor(() => expect(told).toBeDefined());
  return { store, from, tell: (one: LogPart) => told?.(one), isFollowed: () => told !== undefined };
}

describe('a training log', () => {
  test('of a long output begins near its end, with the first whole line', async () => {
    const { store, from, tell } = await opened(tailBytes + 1_000);
    expect(from).toBe(1_000);
    expect(store.snapshot()).toMatchObject({ phase: 'loading', cut: true });
    tell(part(1_000, 'tep 3/9 loss=7\nstep 4/9 loss=1\nstep 5/9 lo'));
    tell(part(1_046, 'ss=2\n'));
    expect(store.log.metrics.get('loss')).toEqual({ step: [4, 5], value: [1, 2] });
    expect(store.snapshot()).toMatchObject({ phase: 'ready', names: ['loss'], single: [] });
  });

  test('is read as far as it is stored, and followed from there', async () => {
    const { store, from, tell } = await opened(22, 'step 1/9 loss=1\nstep 2');
    expect([from, store.snapshot().phase, store.snapshot().single]).toEqual([22, 'ready', ['loss']]);
    tell(part(22, '/9 loss=3\n'));
    expect(store.log.metrics.get('loss')).toEqual({ step: [1, 2], value: [1, 3] });
    expect(store.log.progress(5_000, null)).toMatchObject({ step: 2, at: 5_000 });
  });

  test('of which bytes are lost is followed from before them: who reads is not told of a hole', async () => {
    const { store, from } = await opened(40, 'step 1/9 loss=1\n');
    expect([from, store.snapshot().phase]).toEqual([0, 'loading']);
  });

  test('knows the time only of what came after it', async () => {
    const { store, tell } = await opened(11);
    tell(part(0, 'step 1/100\n'));
    expect(store.log.progress(5_000, null)?.at).toBeNull();
    tell(part(11, '50%\rstep 2/100\r'));
    tell(part(26, 'step 3/100\n'));
    expect(store.log.progress(5_000, null)).toMatchObject({ step: 3, at: 5_000 });
  });

  test('does not join what stands on both sides of lost bytes', async () => {
    const { store, tell } = await opened(0);
    expect(store.snapshot().phase).toBe('ready');
    tell(part(0, 'step 1'));
    tell(part(20, '5/9 loss=1\nstep 2/9 loss=3\n', [{ from: 6, to: 20, why: 'disk' }]));
    expect(store.log.progress(5_000, null)?.step).toBe(2);
  });

  test('leaves nothing behind when it stops', async () => {
    const { store, isFollowed } = await opened(0);
    store.stop();
    expect(isFollowed()).toBe(false);
  });
});
