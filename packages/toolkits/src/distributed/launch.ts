import { parse } from '@trainyard/contracts/parse';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { countFaults, refuseFor } from '../faults.ts';
import { checkHosts } from '../hosts.ts';
import type { Host, LaunchInput, Toolkit } from '../interface.ts';
import { plannedProcess, variables } from '../processes.ts';
import { type Pairs, placeVariables, worldVariables } from '../rendezvous.ts';
import { type RankBlock, splitGpus, spreadRanks } from '../spread.ts';

/**
 * Linux refuses to start a process with one variable above 128 KiB (MAX_ARG_STRLEN). A longer list is left out; programs
 * of that size read the host file.
 */
const longestHostList = 120_000;

/**
 * Ours: the command on every rank. The variables are those of PyTorch's `env://` rendezvous, with its names for places on
 * a node. Each rank sees GPUs of its own where they suffice.
 */
export const distributed: Toolkit = {
  complete: (input) => ({ ...settingsOf(input), processCount: worldOf(input) }),
  validate: faults,
  ports: (_input, task) => (task === 0 ? 1 : 0),
  launch(input, hosts) {
    checkHosts(input, hosts);
    refuseFor(faults(input));
    const { commandLine } = settingsOf(input);
    const world = worldOf(input);
    const shared = [...worldVariables(world, hosts), ...hostList(hosts)];
    const blocks = spreadRanks(world, hosts.length);
    return hosts.map((host, task) => processesOn(host, blocks[task] as RankBlock, { commandLine, world, shared }));
  },
};

function settingsOf(input: LaunchInput) {
  return parse(toolkitSettings.distributedSettings.unwrap(), input.settings);
}

function worldOf(input: LaunchInput): number {
  return settingsOf(input).processCount ?? input.nodeCount;
}

function faults(input: LaunchInput) {
  return countFaults('distributedSettings.processCount', worldOf(input), input.nodeCount);
}

function hostList(hosts: readonly Host[]): Pairs {
  const addresses = hosts.map((host) => host.address).join(',');
  return addresses.length <= longestHostList ? [['NODE_HOSTS', addresses]] : [];
}

function processesOn(
  host: Host,
  block: RankBlock,
  { commandLine, world, shared }: { commandLine: string; world: number; shared: Pairs },
): PlannedProcess[] {
  const gpus = splitGpus(host.gpuIds, block.count);
  return Array.from({ length: block.count }, (_, localRank) => {
    const rank = block.first + localRank;
    return plannedProcess({
      role: 'rank',
      rank,
      localRank,
      command: { shell: commandLine },
      env: variables([...placeVariables(block, localRank, host.task), ...shared]),
      log: world > 1 ? String(rank) : null,
      gpuIds: gpus?.[localRank] ?? null,
    });
  });
}
