import { taskStream } from '@trainyard/contracts/log-frame';
import { type StreamFd, streamFds } from '@trainyard/contracts/stream-fds';
import type { LogNames } from '@trainyard/db/readers/log-names';

/** A log file under Batch AI's name, and the streams that it is made of, one after the other. */
export interface LogFile {
  name: string;
  streams: string[];
}

/**
 * The log files of one attempt under Batch AI's names (BATCHAI.md §9.3), in the order of their names. Processes whose logs have one name
 * stand in it by rank.
 */
export function logFiles(
  { jobUid, unit }: { jobUid: string; unit: number },
  { attempt, tasks }: Pick<LogNames, 'attempt' | 'tasks'>,
): LogFile[] {
  const files = new Map<string, { rank: number; stream: string }[]>();
  const add = (name: string, rank: number, stream: string): void =>
    void files.set(name, [...(files.get(name) ?? []), { rank, stream }]);
  for (const { index, node, processes } of tasks) {
    const fence = { job: jobUid, unit, attempt, task: index };
    const ofNode = tasks.length > 1 ? `-${node}` : '';
    add(`execution${ofNode}.log`, 0, taskStream(fence, 'agent', 0, 'stdout'));
    for (const fd of streamFds) {
      add(`${fd}-job_prep${ofNode}.txt`, 0, taskStream(fence, 'preparation', 0, fd));
      for (const [at, { rank, log }] of processes.entries()) {
        add(runName(fd, log), rank, taskStream(fence, 'run', at, fd));
      }
    }
  }
  return [...files]
    .map(([name, parts]) => ({ name, streams: parts.toSorted((a, b) => a.rank - b.rank).map(({ stream }) => stream) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function runName(fd: StreamFd, log: string | null): string {
  return log === null ? `${fd}.txt` : `${fd}-${log}.txt`;
}
