import type { SettingName } from '@trainyard/contracts/settings';
import type { NodeRecord } from './node-record.ts';

/** Under Linux's ephemeral range (32768 and up), so that no outgoing connection takes a port that a plan leases. */
const nodePorts = '20000-29999';
/** What a login shell of root would find, when the caller gives no PATH. */
const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** How agents run containers, as the server was told; see contracts/settings. */
export interface ContainerSettings {
  engine?: string | undefined;
  pullSeconds?: number | undefined;
  cacheGb?: number | undefined;
}

/** What agents get of the server's own environment; the rest of it, secrets included, stays with the server. */
export interface Surroundings {
  PATH?: string | undefined;
  HOME?: string | undefined;
  LANG?: string | undefined;
  /** Where Docker's daemon listens. */
  DOCKER_HOST?: string | undefined;
}

/** The whole environment of an agent. */
export function agentEnvironment(of: {
  record: NodeRecord;
  home: string;
  /** Null: the node shares the network of its machine. */
  networkFile: string | null;
  /** What all nodes of this machine see. */
  sharedDirectory: string;
  serverUrl: string;
  joinToken: string | null;
  logLevel: string | undefined;
  nvidiaSmi: string | undefined;
  containers: ContainerSettings;
  surroundings: Surroundings;
}): Record<string, string> {
  const own: Partial<Record<SettingName, string | undefined>> = {
    TRAINYARD_URL: of.serverUrl,
    TRAINYARD_NODE: of.record.nodeUid,
    TRAINYARD_NODE_HOME: of.home,
    TRAINYARD_NODE_ADDRESS: of.record.address,
    TRAINYARD_NODE_NETWORK: of.networkFile ?? undefined,
    TRAINYARD_SHARED_DIR: of.sharedDirectory,
    TRAINYARD_NODE_PORTS: nodePorts,
    TRAINYARD_NODE_GPUS: gpuSetting(of.record.gpuIndices),
    TRAINYARD_JOIN_TOKEN: of.joinToken ?? undefined,
    TRAINYARD_LOG_LEVEL: of.logLevel,
    TRAINYARD_NVIDIA_SMI: of.nvidiaSmi,
    TRAINYARD_CONTAINER_ENGINE: of.containers.engine,
    TRAINYARD_IMAGE_PULL_SECONDS: of.containers.pullSeconds?.toString(),
    TRAINYARD_IMAGE_CACHE_GB: of.containers.cacheGb?.toString(),
  };
  const all = {
    PATH: of.surroundings.PATH ?? plainPath,
    HOME: of.surroundings.HOME,
    LANG: of.surroundings.LANG ?? 'C.UTF-8',
    DOCKER_HOST: of.surroundings.DOCKER_HOST,
    // One heap for all threads: glibc's default of several keeps what each once needed.
    MALLOC_ARENA_MAX: '1',
    ...own,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** An empty value would count as not set, which means all GPUs. */
function gpuSetting(indices: readonly number[] | null): string {
  return indices === null || indices.length === 0 ? 'none' : indices.join(',');
}
