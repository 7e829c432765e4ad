import type { PlannedProcess, PlannedVariable } from '@trainyard/contracts/task-plan';
import type { Host } from '../interface.ts';
import { plannedProcess } from '../processes.ts';
import { spreadRanks } from '../spread.ts';
import { launcherLine } from './launcher-line.ts';

export interface MpiJob {
  /** Ranks of the whole job. */
  world: number;
  /** The shell line that each runs. */
  line: string;
  /** Variables of a rank beside those of MPI. Absent: none. */
  env?: (place: RankPlace) => PlannedVariable[];
}

/** Where a rank is. */
export interface RankPlace {
  rank: number;
  localRank: number;
  /** Ranks on its node. */
  localWorld: number;
  task: number;
}

/**
 * Ranks in even blocks over the nodes, started by MPI: a launcher on the master, whose exit code is the job's, and a row for each
 * rank. A rank sees every GPU that its node was granted: programs for MPI choose theirs by their local rank. The launcher's number
 * is the one after the last rank's.
 */
export function launchByMpi(hosts: readonly Host[], { world, line, env }: MpiJob): PlannedProcess[][] {
  const launcher = plannedProcess({ role: 'launcher', rank: world, command: { shell: launcherLine(world, line) } });
  return spreadRanks(world, hosts.length).map(({ first, count }, task) => {
    const ranks = Array.from({ length: count }, (_, localRank) => {
      const place = { rank: first + localRank, localRank, localWorld: count, task };
      return plannedProcess({
        role: 'rank',
        rank: place.rank,
        localRank,
        command: { shell: line },
        env: env?.(place) ?? [],
        exitRule: 'watched',
        startedBy: 'launcher',
      });
    });
    return task === 0 ? [launcher, ...ranks] : ranks;
  });
}
