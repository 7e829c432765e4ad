import { type Detail, Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { checkHosts } from '../hosts.ts';
import type { Host, LaunchInput, Toolkit } from '../interface.ts';
import { type RankBlock, splitGpus, spreadRanks } from '../spread.ts';

/**
 * Linux refuses to start a process with one variable above 128 KiB (MAX_ARG_STRLEN). A longer list is left out; programs
 * of that size read the host file.
 */
const longestHostList = 120_000;

/**
 * Ours: the command on every rank. The variables are those of PyTorch's `env://` rendezvous, with its names for places on
 * a node, so programs written for torchrun run as they are.
 */
export const distributed: Toolkit = {
  validate(input) {
    const { processCount } = settingsOf(input);
    return processCount === undefined || processCount >= input.nodeCount ? [] : [tooFew(processCount, input.nodeCount)];
  },
  ports: (_input, task) => (task === 0 ? 1 : 0),
  launch(input, hosts) {
    checkHosts(input, hosts);
    const { commandLine, processCount } = settingsOf(input);
    const world = processCount ?? input.nodeCount;
    if (world < input.nodeCount) refuse(tooFew(world, input.nodeCount));
    const shared = sharedEnv(world, hosts);
    const blocks = spreadRanks(world, hosts.length);
    return hosts.map((host, task) => processesOn(host, blocks[task] as RankBlock, { commandLine, world, shared }));
  },
};

function settingsOf(input: LaunchInput) {
  return parse(toolkitSettings.distributedSettings.unwrap(), input.settings);
}

function tooFew(processCount: number, nodeCount: number): Detail {
  return {
    path: 'distributedSettings.processCount',
    code: 'InvalidValue',
    message: `${processCount} processes cannot use ${nodeCount} nodes: raise processCount to at least ${nodeCount} or lower nodeCount`,
  };
}

function refuse(detail: Detail): never {
  throw new Fault('InvalidBody', { faults: [`${detail.path}: ${detail.message}`] }, [detail]);
}

/** Variables that are the same on every rank. */
function sharedEnv(world: number, hosts: readonly Host[]): [string, string][] {
  const port = hosts[0]?.ports[0];
  if (port === undefined) throw new RangeError('no port was leased on host 0');
  const addresses = hosts.map((host) => host.address).join(',');
  return [
    ['WORLD_SIZE', String(world)],
    ['MASTER_ADDR', hosts[0]?.address as string],
    ['MASTER_PORT', String(port)],
    ...(addresses.length <= longestHostList ? [['NODE_HOSTS', addresses] as [string, string]] : []),
  ];
}

function processesOn(
  host: Host,
  block: RankBlock,
  { commandLine, world, shared }: { commandLine: string; world: number; shared: readonly [string, string][] },
): PlannedProcess[] {
  const gpus = splitGpus(host.gpuIds, block.count);
  return Array.from({ length: block.count }, (_, localRank) => {
    const rank = block.first + localRank;
    const own: [string, string][] = [
      ['RANK', String(rank)],
      ['LOCAL_RANK', String(localRank)],
      ['LOCAL_WORLD_SIZE', String(block.count)],
      ['NODE_RANK', String(host.task)],
      ['AZ_BATCHAI_TASK_INDEX', String(rank)],
    ];
    return {
      role: 'rank',
      rank,
      localRank,
      command: { shell: commandLine },
      env: [...own, ...shared].map(([name, value]) => ({ name, value })),
      cwd: null,
      exitRule: 'required',
      startedBy: 'agent',
      log: world > 1 ? String(rank) : null,
      gpuIds: gpus?.[localRank] ?? null,
    };
  });
}
