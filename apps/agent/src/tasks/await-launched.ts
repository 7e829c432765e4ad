import { fenceKey } from '@trainyard/contracts/attempt';
import { adoptProcess, type RunningProcess, whenWritten } from '../executors/process.ts';
import { type Exit, pidFile } from '../executors/wrapper.ts';
import type { ProcessRecord } from '../journal.ts';
import { noteExit } from './launch.ts';
import { processBase } from './layout.ts';
import type { StepContext } from './step.ts';

/**
 * Waits for a process that a launcher starts through TRAINYARD_RANK and takes it over as soon as it has written its number: its streams
 * go out, and its exit code is told. One that is never started never ends, and nothing waits for it.
 */
export function awaitLaunched(context: StepContext, record: ProcessRecord): void {
  const base = processBase(context.layout, 'run', record.index);
  context.logs.add('run', record.index);
  context.save();
  const begin = (): boolean => {
    const running = take(context, record, base);
    if (!running) return false;
    context.running.set(record.index, running);
    return true;
  };
  if (begin()) return;
  whenWritten(pidFile(base), begin, context.clock, context.ending);
}

function take(context: StepContext, record: ProcessRecord, base: string): RunningProcess | undefined {
  const known =
    record.pid !== null && record.startTime !== null ? { pid: record.pid, startTime: record.startTime } : null;
  const running = adoptProcess(base, known, fenceKey(context.record.plan.fence), context.clock);
  if (!running) return undefined;
  record.pid = running.pid;
  record.startTime = running.startTime;
  if (record.state === 'waiting') record.state = 'running';
  context.note(`run ${record.index}: started by the launcher as process ${running.pid}`);
  context.saveNow();
  const exit = running.exit.then((how: Exit) => {
    noteExit(context, 'run', record, how);
    return how;
  });
  return { ...running, exit };
}
