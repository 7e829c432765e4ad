import { parse } from '@trainyard/contracts/parse';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { countFaults, refuseFor } from '../faults.ts';
import { checkHosts } from '../hosts.ts';
import type { LaunchInput, Toolkit } from '../interface.ts';
import { launchByMpi } from '../mpi/launch.ts';
import { plannedProcess, variables } from '../processes.ts';
import { pythonLine, unclosedArgs } from '../python.ts';
import { type Pairs, placeVariables, worldVariables } from '../rendezvous.ts';
import { spreadRanks } from '../spread.ts';

/**
 * A Python program on every rank, which joins the others itself: by the file of AZ_BATCHAI_PYTORCH_INIT_METHOD or by `env://`. Ranks
 * see every GPU that their node was granted, as under torchrun: programs choose theirs by LOCAL_RANK. With the MPI backend it is MPI
 * that starts them.
 */
export const pytorch: Toolkit = {
  complete: (input) => ({ ...settingsOf(input), processCount: worldOf(input) }),
  validate: faults,
  ports: (_input, task) => (task === 0 ? 1 : 0),
  launch(input, hosts, attempt) {
    checkHosts(input, hosts);
    refuseFor(faults(input));
    const settings = settingsOf(input);
    const world = worldOf(input);
    const line = pythonLine(settings, settings.commandLineArgs);
    const backend = backendOf(settings, world);
    const shared: Pairs = [...worldVariables(world, hosts), ...initVariables(attempt, backend)];
    const blocks = spreadRanks(world, hosts.length);
    const envOf = (task: number, localRank: number) =>
      variables([...placeVariables(blocks[task] ?? { first: 0, count: 0 }, localRank, task), ...shared]);
    if (backend === 'mpi' && world > 1) {
      return launchByMpi(hosts, { world, line, env: ({ task, localRank }) => envOf(task, localRank) });
    }
    return blocks.map(({ first, count }, task) =>
      Array.from({ length: count }, (_, localRank): PlannedProcess => {
        const rank = first + localRank;
        const log = world > 1 ? String(rank) : null;
        const env = envOf(task, localRank);
        return plannedProcess({ role: 'rank', rank, localRank, command: { shell: line }, env, log });
      }),
    );
  },
};

function settingsOf(input: LaunchInput) {
  return parse(toolkitSettings.pyTorchSettings.unwrap(), input.settings);
}

function worldOf(input: LaunchInput): number {
  return settingsOf(input).processCount ?? input.nodeCount;
}

function faults(input: LaunchInput) {
  return [
    ...countFaults('pyTorchSettings.processCount', worldOf(input), input.nodeCount),
    ...unclosedArgs({ 'pyTorchSettings.commandLineArgs': settingsOf(input).commandLineArgs }),
  ];
}

/** In PyTorch's words, which are lower case. Gloo runs on every machine; one process alone needs none. */
function backendOf({ communicationBackend }: ReturnType<typeof settingsOf>, world: number): string | null {
  return communicationBackend?.toLowerCase() ?? (world > 1 ? 'gloo' : null);
}

/** PyTorch refuses a file that an earlier attempt left: each attempt has its own. */
function initVariables(attempt: string, backend: string | null): Pairs {
  return [
    ['AZ_BATCHAI_PYTORCH_INIT_METHOD', `file://$AZ_BATCHAI_SHARED_JOB_TEMP/pytorch-${attempt}`],
    ...(backend === null ? [] : [['AZ_BATCHAI_PYTORCH_BACKEND', backend] as [string, string]]),
  ];
}
