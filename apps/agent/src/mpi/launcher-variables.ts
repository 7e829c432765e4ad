import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
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
    ...(onOneMachine(plan) ? { ...oneMachine, ...leftOut(machineInterfaces()) } : {}),
  };
}

/**
 * Nodes that share a machine and its loopback: a rank bound to the first processor of its node would share that with the first rank of
 * every other; one that waits lets others work.
 */
const oneMachine = {
  OMPI_MCA_hwloc_base_binding_policy: 'none',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  OMPI_MCA_mpi_yield_when_idle: '1',
} as const;

/**
 * Open MPI leaves the loopback out by itself, which is wrong on a machine that has nothing else; and ranks hang that use it beside
 * another interface. Bridges of nodes with networks of their own come and go with those.
 */
export function leftOut(interfaces: readonly string[]): Record<string, string> {
  const bridges = interfaces.filter((name) => name.startsWith('tys'));
  const lonely = interfaces.length === bridges.length;
  if (!lonely && bridges.length === 0) return {};
  return { OMPI_MCA_btl_tcp_if_exclude: [...(lonely ? [] : ['127.0.0.1/8']), 'sppp', ...bridges].join(',') };
}

/** Those with an address by which others may reach it. */
function machineInterfaces(): string[] {
  const reachable = ([, addresses = []]: [string, NetworkInterfaceInfo[] | undefined]) =>
    addresses.some(({ internal, family }) => !internal && family === 'IPv4');
  return Object.entries(networkInterfaces())
    .filter(reachable)
    .map(([name]) => name);
}

function onOneMachine({ gang }: TaskPlan): boolean {
  return gang.length > 1 && gang.every(({ address }) => address.startsWith('127.'));
}
