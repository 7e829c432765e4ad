import { channelLimits } from '@trainyard/contracts/channel';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { TaskLayout } from '../tasks/layout.ts';
import { programsOf } from './programs.ts';

/**
 * What makes `mpirun` and `mpiexec` of each kind start their daemons through us, whoever calls them: Open MPI, MPICH's Hydra and
 * Intel MPI. The daemon of each node is started from here, since only this task's agent answers for it.
 */
export function launcherVariables(plan: TaskPlan, layout: TaskLayout): Record<string, string> {
  const { remoteStart, rank } = programsOf(layout);
  return {
    TRAINYARD_REMOTE_START: remoteStart,
    TRAINYARD_RANK: rank,
    OMPI_ALLOW_RUN_AS_ROOT: '1',
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
    OMPI_MCA_plm_rsh_agent: remoteStart,
    OMPI_MCA_plm_rsh_no_tree_spawn: '1',
    // Half of the channels that an agent may have open.
    OMPI_MCA_plm_rsh_num_concurrent: String(channelLimits.perAgent / 2),
    HYDRA_LAUNCHER: 'ssh',
    HYDRA_LAUNCHER_EXEC: remoteStart,
    I_MPI_HYDRA_BOOTSTRAP: 'ssh',
    I_MPI_HYDRA_BOOTSTRAP_EXEC: remoteStart,
    ...(onOneMachine(plan) ? oneMachine : {}),
  };
}

/**
 * Nodes that share a machine and its loopback: ranks reach each other over it, which Open MPI leaves out by itself; a rank bound to the
 * first processor of its node would share that with the first rank of every other; one that waits lets others work.
 */
const oneMachine = {
  OMPI_MCA_btl_tcp_if_exclude: 'sppp',
  OMPI_MCA_hwloc_base_binding_policy: 'none',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  OMPI_MCA_mpi_yield_when_idle: '1',
} as const;

function onOneMachine({ gang }: TaskPlan): boolean {
  return gang.length > 1 && gang.every(({ address }) => address.startsWith('127.'));
}
