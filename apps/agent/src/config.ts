import { resolve } from 'node:path';
import { readSettings, SettingsError } from '@trainyard/contracts/settings';
import type { EngineSettings } from './containers/detect.ts';

/** What the agent was told, checked. */
export interface AgentConfig {
  url: string;
  nodeHome: string;
  nodeUid: string | undefined;
  joinToken: string | undefined;
  address: string;
  ports: { from: number; to: number };
  /** File that tells the node's own network; undefined: it has that of its machine. */
  networkFile: string | undefined;
  /** Directory that all nodes of a job see; undefined: there is none. */
  sharedDirectory: string | undefined;
  /** Indices of the machine's GPUs that belong to this node; undefined: all. */
  gpus: number[] | undefined;
  nvidiaSmi: string;
  /** What runs containers, see contracts/settings. */
  containers: { engine: EngineSettings['engine']; dockerHost: string | undefined; pullMs: number; keepBytes: number };
  logLevel: string;
  /** For tasks: the agent's own settings never reach them. */
  path: string;
  lang: string;
  home: string | undefined;
}

/** Ports below the kernel's default range for outgoing connections (32768), so that a lease is rarely taken by one. */
const defaultPorts = '20000-29999';

/** 20 GB, the largest image of a framework, at 45 Mbit/s. */
const defaultPullSeconds = 3600;
/** Five of the largest images; a disk with less than a tenth free keeps fewer. */
const defaultCacheGb = 100;

/** The only place that reads the environment. Throws SettingsError. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const settings = readSettings(env);
  const need = (name: 'TRAINYARD_URL' | 'TRAINYARD_NODE_HOME', why: string): string => {
    const value = settings[name];
    if (value === undefined) throw new SettingsError(`${name} must be set: ${why}`);
    return value;
  };
  const [from, to] = (settings.TRAINYARD_NODE_PORTS ?? defaultPorts).split('-').map(Number) as [number, number];
  if (from < 1 || to > 65_535 || from > to) {
    throw new SettingsError(`TRAINYARD_NODE_PORTS: ${from}-${to} is no range of ports between 1 and 65535`);
  }
  return {
    url: need('TRAINYARD_URL', 'address of the server, such as http://127.0.0.1:8640'),
    nodeHome: resolve(need('TRAINYARD_NODE_HOME', 'directory for the key, journal and tasks of this node')),
    nodeUid: settings.TRAINYARD_NODE,
    joinToken: settings.TRAINYARD_JOIN_TOKEN,
    address: settings.TRAINYARD_NODE_ADDRESS ?? '127.0.0.1',
    ports: { from, to },
    networkFile: settings.TRAINYARD_NODE_NETWORK,
    sharedDirectory: settings.TRAINYARD_SHARED_DIR,
    gpus: parseGpuIndices(settings.TRAINYARD_NODE_GPUS),
    nvidiaSmi: settings.TRAINYARD_NVIDIA_SMI ?? 'nvidia-smi',
    containers: {
      engine: settings.TRAINYARD_CONTAINER_ENGINE ?? 'auto',
      dockerHost: env.DOCKER_HOST === '' ? undefined : env.DOCKER_HOST,
      pullMs: (settings.TRAINYARD_IMAGE_PULL_SECONDS ?? defaultPullSeconds) * 1000,
      keepBytes: (settings.TRAINYARD_IMAGE_CACHE_GB ?? defaultCacheGb) * 1e9,
    },
    logLevel: settings.TRAINYARD_LOG_LEVEL ?? 'info',
    path: env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    lang: env.LANG ?? 'C.UTF-8',
    home: env.HOME,
  };
}

/** `none` is none, which is not the same as absent: that is all. */
export function parseGpuIndices(list: string | undefined): number[] | undefined {
  if (list === undefined) return undefined;
  return list === 'none' ? [] : list.split(',').map(Number);
}
