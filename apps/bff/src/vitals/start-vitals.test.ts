import type { Appended } from '@trainyard/archive/logs/log-stream';
import { VirtualClock } from '@trainyard/control/testing/virtual-clock';
import type { RunningUnit } from '@trainyard/db/readers/running';
import { expect, test, vi } from 'vitest';
import { startVitals, type VitalsPorts } from './start-vitals.ts';
import { VitalsBook } from './vitals-book.ts';

const stdout = 'j/0/1/0/run/0/stdout';
const ranks = [{ rank: 0, task: 0, process: 0, nodeUid: 'n', node: 'n', gpus: [] }];

/** The vitals of one unit; `tell` is the archive, which holds nothing to read. */
async function follow() {
  const clock = new VirtualClock();
  const unit: RunningUnit = {
    uid: 'a',
    job: 'j',
    workspaceUid: 'w',
    unit: 0,
    attempt: 1,
    shard: false,
    runningAt: clock.now(),
    ranks,
  };
  const listeners = new Map<string, (appended: Appended) => void>();
  const book = new VitalsBook();
  const silent = { on: () => () => undefined, overhear: () => () => undefined, error: () => undefined };
  const vitals = startVitals({
    book,
    clock,
    hub: silent,
    series: silent,
    logs: {
      onAppended: (stream: string, listener: (appended: Appended) => void) => {
        listeners.set(stream, listener);
        return () => listeners.delete(stream);
      },
      info: async () => undefined,
    },
    read: async () => [unit],
    logger: silent,
  } as unknown as VitalsPorts);
  await vi.waitFor(() => expect(listeners.has(stdout)).toBe(true));
  const tell = (offset: number, text: string, written: boolean): void =>
    listeners.get(stdout)?.({
      stream: stdout,
      offset,
      line: 0,
      bytes: Buffer.from(text),
      marks: [],
      written,
      ended: false,
    });
  const later = (ms: number): void => {
    const until = clock.now() + ms;
    while (clock.step(until));
  };
  return { vitals, tell, later, now: () => clock.now(), newest: () => book.list('w')[0] };
}

test('bytes that were being written when it began to follow are read: of them only the second notice comes', async () => {
  const { vitals, tell, later, newest } = await follow();
  tell(0, 'step 62/500\n', true);
  later(2_000);
  expect(newest()).toMatchObject({ progress: { step: 62, steps: 500 } });
  vitals.stop();
});

test('bytes are told before and after they are written, and count once: as printed when they were told first', async () => {
  const { vitals, tell, later, newest, now } = await follow();
  const printedAt = now();
  tell(0, 'step 62/500\n', false);
  later(3_000);
  tell(0, 'step 62/500\n', true);
  later(2_000);
  expect(newest()).toMatchObject({ progress: { step: 62 }, lastLineAt: printedAt });
  vitals.stop();
});
