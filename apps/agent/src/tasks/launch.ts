import { fenceKey } from '@trainyard/contracts/attempt';
import { expand } from '@trainyard/contracts/expand';
import { sayReason } from '@trainyard/contracts/reasons';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { adoptProcess, type RunningProcess, startProcess } from '../executors/process.ts';
import type { Exit } from '../executors/wrapper.ts';
import type { ProcessRecord } from '../journal.ts';
import { surroundings } from './explain.ts';
import { judgedBy } from './judged-by.ts';
import { processBase } from './layout.ts';
import type { StepContext } from './step.ts';
import { troubleOf, wordsOf } from './trouble.ts';
import { processEnvironment, type Variables } from './variables.ts';

export interface Launch {
  phase: 'preparation' | 'run';
  record: ProcessRecord;
  /** Null for the preparation. */
  planned: PlannedProcess | null;
}

/**
 * Starts a process of the task, or takes it over from an earlier agent. The shell's own pid file decides what neither the journal nor
 * /proc knows: a process is never started twice. Its end is written to the record.
 */
export async function launch(context: StepContext, { phase, record, planned }: Launch): Promise<RunningProcess> {
  const base = processBase(context.layout, phase, record.index);
  const { clock } = context;
  const known =
    record.pid !== null && record.startTime !== null ? { pid: record.pid, startTime: record.startTime } : null;
  let running = adoptProcess(base, known, fenceKey(context.record.plan.fence), clock);
  if (running) context.note(`${phase} ${record.index}: took over process ${running.pid}`);
  else {
    running = await startFresh(context, base, record, planned);
    context.note(`${phase} ${record.index}: started as process ${running.pid}`);
  }
  record.pid = running.pid;
  record.startTime = running.startTime;
  if (record.state === 'waiting') record.state = 'running';
  context.logs.add(phase, record.index);
  context.saveNow();
  const { pid, child } = running;
  const exit = running.exit.then((how) => {
    if (child) context.sessions.push(pid);
    noteExit(context, phase, record, how);
    return how;
  });
  return { ...running, exit };
}

async function startFresh(
  context: StepContext,
  base: string,
  record: ProcessRecord,
  planned: PlannedProcess | null,
): Promise<RunningProcess> {
  const { plan } = context.record;
  const env = processEnvironment(plan, context.layout, context.system, await context.secrets(), planned);
  const command = planned ? expandCommand(planned.command, env) : { shell: plan.preparation?.commandLine ?? 'true' };
  const cwd = planned?.cwd ? expand(planned.cwd, env) : context.layout.work;
  context.stopping.throwIfAborted();
  const judged = planned && judgedBy(plan, record.index)?.planned;
  if (judged) noteTrouble(context, record, judged, { cwd, env });
  const groups = context.group?.procsFiles ?? [];
  return startProcess({ base, command, cwd, env, groups, entry: context.entry }, context.clock);
}

/** What can be seen to be wrong is told if the process then fails; that it does is for it to show. */
function noteTrouble(
  context: StepContext,
  record: ProcessRecord,
  judged: PlannedProcess,
  { cwd, env }: { cwd: string; env: Variables },
): void {
  const words = wordsOf(expandCommand(judged.command, env), env);
  const trouble = words && troubleOf(words, surroundings(context, cwd, env));
  if (!trouble) return;
  record.trouble = trouble;
  const params = { ...trouble.params, rank: judged.rank, node: context.record.plan.names.node };
  context.note(`run ${record.index}: ${sayReason({ code: trouble.code, params })}`);
}

/** A shell line is expanded by its shell; nobody but us expands an argument vector. */
function expandCommand(command: PlannedProcess['command'], env: Variables): PlannedProcess['command'] {
  return 'argv' in command ? { argv: command.argv.map((word) => expand(word, env)) } : command;
}

/** Writes the end of a process to the record. */
export function noteExit(
  context: StepContext,
  phase: string,
  record: ProcessRecord,
  { exitCode, signal, at }: Exit,
): void {
  if (record.state === 'exited') return;
  record.state = 'exited';
  record.exitCode = exitCode;
  record.signal = signal;
  record.exitedAt = at;
  const how = exitCode === null ? 'without an exit code' : `with exit code ${exitCode}${signal ? ` (${signal})` : ''}`;
  context.note(`${phase} ${record.index}: ended ${how}`);
  context.save();
}

/** Waits for `work` or for the task's stop, which throws. */
export function unlessStopped<T>(stopping: AbortSignal, work: Promise<T>): Promise<T> {
  if (stopping.aborted) return Promise.reject(stopping.reason);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopping.reason);
    stopping.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => stopping.removeEventListener('abort', stop));
  });
}
