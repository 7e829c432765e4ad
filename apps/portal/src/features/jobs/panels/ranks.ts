/** The processes of an attempt over all its nodes, as rows: a launcher first, the ranks that it starts below it. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';

type Task = Attempt['tasks'][number];
type Process = Task['processes'][number];

export interface RankRow extends Process {
  key: string;
  task: number;
  node: string;
  /** Started by a launcher, beside which it stands. */
  launched: boolean;
  /** The first that failed: the others ended because of it. */
  culprit: boolean;
}

/** Rows in order of reading. Ranks of a launcher stand below it, whatever their nodes; all else by rank. */
export function rankRows({ tasks, culprit }: Pick<Attempt, 'tasks' | 'culprit'>): RankRow[] {
  const rows = tasks.flatMap((task) =>
    task.processes.map((process) => ({
      ...process,
      key: `${task.index}/${process.index}`,
      task: task.index,
      node: task.node.name,
      launched: process.startedBy === 'launcher',
      culprit: false,
    })),
  );
  const blamed = blame(rows, culprit);
  for (const row of rows) row.culprit = row === blamed;
  return rows.sort((a, b) => Number(a.launched) - Number(b.launched) || a.rank - b.rank || a.task - b.task);
}

/** Of a launcher and a rank of one number the rank is meant: what starts it ends because of it. */
function blame(rows: readonly RankRow[], culprit: Attempt['culprit']): RankRow | undefined {
  if (!culprit) return undefined;
  const named = rows.filter(({ task, rank }) => task === culprit.task && rank === culprit.rank);
  const fits = ({ exitCode, signal }: RankRow) => exitCode === culprit.exitCode && signal === culprit.signal;
  return named.findLast(fits) ?? named.at(-1);
}

/** The rank that is to blame for the end of an attempt: the first that failed, or the one that the reason names. */
export function blamedRank({ culprit, reason }: Pick<Attempt, 'culprit' | 'reason'>): number | undefined {
  const named = reason?.params.rank;
  return culprit?.rank ?? (typeof named === 'number' ? named : undefined);
}

/** True for a process that was told to stop, as the others are when one fails: no failure of its own. */
export const wasStopped = ({ exitCode, signal, culprit }: Pick<RankRow, 'exitCode' | 'signal' | 'culprit'>): boolean =>
  !culprit && (signal === 'SIGTERM' || exitCode === 143);

/** True for a process whose end is a failure by itself. */
export const hasFailed = ({ exitCode, signal }: Pick<Process, 'exitCode' | 'signal'>): boolean =>
  signal !== null || (exitCode !== null && exitCode !== 0);
