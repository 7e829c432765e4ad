/** What streams are called where lines of several stand together. */
import { type Fence, fenceKey } from '@trainyard/contracts/attempt';
import { parseStream, type StreamOwner } from '@trainyard/contracts/log-frame';
import type { TaskRow } from '@trainyard/db/entities';
import type { Doors } from '../../doors.ts';

/** The tasks that streams are of, each once. */
export function fencesOf(streams: readonly string[]): Fence[] {
  const fences = new Map<string, Fence>();
  for (const stream of streams) {
    const owner = parseStream(stream);
    if (owner?.kind === 'task') fences.set(fenceKey(owner.fence), owner.fence);
  }
  return [...fences.values()];
}

export function byFence(tasks: readonly TaskRow[]): Map<string, TaskRow> {
  return new Map(
    tasks.map((row) => [fenceKey({ job: row.jobUid, unit: row.unit, attempt: row.attempt, task: row.index }), row]),
  );
}

/** The rank of the process that writes a stream; null where it is none's. */
export function rankOf(owner: StreamOwner, task: TaskRow | undefined): number | null {
  if (owner.kind !== 'task' || owner.phase !== 'run') return null;
  return task?.plan.processes[owner.process]?.rank ?? null;
}

/** `rank 3`, or as much more as tells the streams from each other: unit, attempt, phase, stdout or stderr. */
export async function streamLabels(
  doors: Pick<Doors, 'read'>,
  streams: readonly string[],
): Promise<Map<string, string>> {
  const { tasks } = await doors.read('job.tasks', { fences: fencesOf(streams) });
  const rows = byFence(tasks);
  const owners = new Map(streams.map((stream) => [stream, parseStream(stream) as StreamOwner]));
  const differ = (of: (owner: StreamOwner) => unknown): boolean => new Set([...owners.values()].map(of)).size > 1;
  const fdsDiffer = differ(({ fd }) => fd);
  const unitsDiffer = differ((owner) => owner.kind === 'task' && owner.fence.unit);
  const attemptsDiffer = differ((owner) => owner.kind === 'task' && owner.fence.attempt);
  const label = (owner: StreamOwner): string => {
    const fd = fdsDiffer ? [owner.fd] : [];
    if (owner.kind === 'node') return ['setup', ...fd].join(' ');
    const { unit, attempt, task } = owner.fence;
    const rank = rankOf(owner, rows.get(fenceKey(owner.fence)));
    return [
      ...(unitsDiffer ? [`unit ${unit}`] : []),
      ...(attemptsDiffer ? [`attempt ${attempt}`] : []),
      ...(owner.phase === 'run' ? [] : [owner.phase]),
      rank === null ? `task ${task}` : `rank ${rank}`,
      ...fd,
    ].join(' ');
  };
  return new Map([...owners].map(([stream, owner]) => [stream, label(owner)]));
}
