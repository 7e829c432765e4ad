import { resolve } from 'node:path';
import { expand } from '@trainyard/contracts/expand';
import { reason } from '@trainyard/contracts/reasons';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import { noMpi } from '@trainyard/contracts/toolkit-words';
import { streamFile } from '../executors/wrapper.ts';
import { farTrouble } from '../volumes/far-work.ts';
import { isFar, volumeAt } from '../volumes/mount-roots.ts';
import { storyOf, tailOf } from './exit-story.ts';
import { judgedBy } from './judged-by.ts';
import { processBase } from './layout.ts';
import { firstToFail, type Verdict, verdictOf } from './outcome.ts';
import type { StepContext } from './step.ts';
import { isShell, type Surroundings, type Trouble, wordsOf } from './trouble.ts';
import { processEnvironment, type Variables } from './variables.ts';

/** What the exits so far mean for the task, with the reason told as exactly as the facts allow; undefined while it goes on. */
export async function judge(context: StepContext): Promise<Verdict | undefined> {
  const verdict = verdictOf(context.record.plan, context.record.processes);
  if (verdict?.outcome !== 'failed' || verdict.exitCode === null) return verdict;
  const better = memoryStory(context, verdict) ?? (await commandStory(context, verdict));
  return better ? { ...verdict, reason: better } : verdict;
}

/**
 * Where a command of the task looks for its files: in an image only what the task's own directories hold can be seen from here, and what a
 * volume's server would have to be asked for is not looked at by this process.
 */
export function surroundings({ record, layout, roots }: StepContext, cwd: string, env: Variables): Surroundings {
  const bare = record.plan.image === null;
  const isFree = (env.PATH ?? '').split(':').every((directory) => !isFarPath(directory, roots));
  const sees = (path: string): boolean => bare || path.startsWith(`${layout.root}/`);
  return { cwd, env, sees: (path) => isFree && sees(path) && !isFarPath(path, roots) };
}

function isFarPath(path: string, roots: StepContext['roots']): boolean {
  const volume = volumeAt(path, roots);
  return volume !== undefined && isFar(volume);
}

/** Whether the kernel ended something of the task for want of memory. */
function memoryStory(context: StepContext, verdict: Verdict): Text | undefined {
  const { record, group } = context;
  const events = group?.memoryEvents();
  if (!events || events.kills === 0) return undefined;
  const killed = verdict.reason?.code === 'processKilled' && verdict.reason.params.signal === 'SIGKILL';
  const { rank = 0 } = verdict.reason?.params ?? {};
  const where = { rank, node: record.plan.names.node };
  const limit = memoryLimitHit(context);
  if (limit === undefined) return killed ? reason('machineOutOfMemory', where) : undefined;
  if (killed) return reason('memoryLimitHit', { ...where, limit });
  return reason('exitedAfterMemoryLimit', { ...where, limit, exitCode: verdict.exitCode ?? '?', count: events.kills });
}

/** The limit at which the kernel ended something of the task, such as `32 MiB`; undefined when it did not. */
export function memoryLimitHit({ group, limits }: StepContext): string | undefined {
  const events = group?.memoryEvents();
  const hit = events && events.kills > 0 && events.limitHit && limits.memoryBytes !== null;
  return hit ? sayBytes(limits.memoryBytes as number) : undefined;
}

/** Whether its command was missing, could not be run or had no script. */
async function commandStory(context: StepContext, { exitCode }: Verdict): Promise<Text | undefined> {
  const { plan, processes } = context.record;
  const process = firstToFail(processes.filter(({ index }) => plan.processes[index]?.exitRule === 'required'));
  const judged = process && judgedBy(plan, process.index);
  if (!process || !judged || process.signal !== null) return undefined;
  const trouble = process.trouble ?? (await lateTrouble(context, judged.planned));
  if (!trouble && exitCode !== 126 && exitCode !== 127) return undefined;
  const stderr = (index: number): string => tailOf(streamFile(processBase(context.layout, 'run', index), 'stderr'));
  if (exitCode === 127 && stderr(process.index).endsWith(`${noMpi}\n`)) {
    return reason('mpiNotFound', { node: plan.names.node });
  }
  const { planned, index } = judged;
  const env = processEnvironment(plan, context.layout, context.system, await context.secrets(), planned);
  const cwd = planned.cwd ? expand(planned.cwd, env) : context.layout.work;
  const words = wordsOf(planned.command, env);
  const story = storyOf(
    {
      exitCode: exitCode ?? 0,
      trouble,
      ranByShell: words === undefined || isShell(words[0] ?? ''),
      stderr: stderr(index),
    },
    surroundings(context, cwd, env),
  );
  if (!story) return undefined;
  return reason(story.code, { rank: planned.rank, node: plan.names.node, exitCode: exitCode ?? '?', ...story.params });
}

/** What lies on a volume was not looked at when the process started, and is now that it failed. */
async function lateTrouble(context: StepContext, planned: PlannedProcess): Promise<Trouble | undefined> {
  const { record, layout, system, roots, clock } = context;
  const env = processEnvironment(record.plan, layout, system, await context.secrets(), planned);
  const cwd = planned.cwd ? expand(planned.cwd, env) : layout.work;
  const words = wordsOf(planned.command, env);
  if (record.plan.image !== null || !words?.some((word) => isFarPath(resolve(cwd, word), roots))) return undefined;
  return farTrouble({ words, cwd, env }, clock);
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 33554432 as `32 MiB`. */
export function sayBytes(bytes: number): string {
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Math.round((bytes / 1024 ** at) * 10) / 10} ${units[at]}`;
}
