import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { openForWriting } from '../open.ts';
import { createWriter, type Writer } from '../writer.ts';

/** A clock that stands still until it is told otherwise; timers never fire. */
export function stillClock(now = 1_780_000_000_000): Clock & { now(): number; set(ms: number): void } {
  let at = now;
  return {
    now: () => at,
    monotonic: () => at,
    setTimeout: () => () => undefined,
    set(ms) {
      at = ms;
    },
  };
}

/** A writer over a new database file in a directory of its own. */
export function openTemporary(): {
  file: string;
  writer: Writer;
  clock: ReturnType<typeof stillClock>;
  dispose(): void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'trainyard-db-'));
  const file = join(dir, 'trainyard.db');
  const clock = stillClock();
  const writer = createWriter(openForWriting(file), { clock, defer: (fn) => setImmediate(fn) });
  return {
    file,
    writer,
    clock,
    dispose() {
      if (writer.connection.open) writer.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
