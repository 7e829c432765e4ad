import * as z from 'zod';
import { resourceGroupName, subscriptionName } from './names.ts';
import { servicePortPrefix } from './services.ts';

type Audience = 'server' | 'client' | 'agent' | 'task';

interface Setting {
  schema: z.ZodType;
  audience: readonly Audience[];
  doc: string;
}

const url = z.url({ protocol: /^https?$/ });

/** Every TRAINYARD_* name. One that is not here is an error that suggests the nearest. */
export const settings = {
  TRAINYARD_HOME: {
    schema: z.string().min(1),
    audience: ['server'],
    doc: 'Data directory; default .trainyard in the checkout.',
  },
  TRAINYARD_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    audience: ['server'],
    doc: 'Address to listen on; loopback unless set.',
  },
  TRAINYARD_PORT: {
    schema: z.coerce.number().int().min(0).max(65_535).default(8640),
    audience: ['server'],
    doc: 'Port to listen on; 0 takes a free one.',
  },
  TRAINYARD_SERVICES_HOST: {
    schema: z
      .string()
      .max(190)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'a host name in lower case'),
    audience: ['server'],
    doc: "Host name below which pages of jobs' services are shown; every name below it must lead to this server. Not needed on loopback, where it is localhost.",
  },
  TRAINYARD_ADMIN_TOKEN: {
    schema: z.string().min(32, 'at least 32 characters').max(256),
    audience: ['server'],
    doc: "First start only: the administrator's API token; made up when absent.",
  },
  TRAINYARD_QUICKSTART: {
    schema: z.enum(['0', '1']).default('1'),
    audience: ['server'],
    doc: '0: do not create the quick-start workspace on an empty data directory.',
  },
  TRAINYARD_LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    audience: ['server', 'agent'],
    doc: 'Least severe log line that is written.',
  },
  TRAINYARD_CODE_LIMIT_MB: {
    schema: z.coerce.number().int().min(1).max(1_000_000).default(512),
    audience: ['server'],
    doc: 'Most that the files shipped with a job may hold together, in MiB; data sets belong on a volume.',
  },
  TRAINYARD_METRICS_OPEN: {
    schema: z.enum(['0', '1']).default('0'),
    audience: ['server'],
    doc: '1: GET /metrics needs no token.',
  },
  TRAINYARD_URL: {
    schema: url,
    audience: ['client', 'agent'],
    doc: 'Address of the server that clients and agents talk to.',
  },
  TRAINYARD_TOKEN: { schema: z.string().min(1).max(256), audience: ['client'], doc: 'API token of clients.' },
  TRAINYARD_SUBSCRIPTION: {
    schema: subscriptionName,
    audience: ['client'],
    doc: 'Subscription of workspaces that the command line is told by name alone; local when absent.',
  },
  TRAINYARD_RESOURCE_GROUP: {
    schema: resourceGroupName,
    audience: ['client'],
    doc: 'Resource group of workspaces that the command line is told by name alone; default when absent.',
  },
  TRAINYARD_STORAGE_KEY: {
    schema: z.string().min(1).max(65_536),
    audience: ['client'],
    doc: 'Key of a storage account that "trainyard storage add" or "update" names.',
  },
  TRAINYARD_CONFIG: {
    schema: z.string().min(1),
    audience: ['client'],
    doc: 'File where the command line keeps its sign-in; default ~/.config/trainyard/credentials.json.',
  },
  TRAINYARD_NODE_HOME: {
    schema: z.string().min(1),
    audience: ['agent'],
    doc: 'Directory of one node: its key, journal and tasks.',
  },
  TRAINYARD_NODE: { schema: z.string().min(1), audience: ['agent'], doc: 'uid of the node that this agent serves.' },
  TRAINYARD_JOIN_TOKEN: {
    schema: z.string().min(20).max(256),
    audience: ['agent'],
    doc: 'One-time token with which a new agent enrols.',
  },
  TRAINYARD_NODE_ADDRESS: {
    schema: z.string().min(1),
    audience: ['agent'],
    doc: 'Address under which other nodes reach this one.',
  },
  TRAINYARD_NODE_NETWORK: {
    schema: z.string().min(1),
    audience: ['agent'],
    doc: "File that tells the node's own network, in which its tasks run; that of the machine when absent.",
  },
  TRAINYARD_SHARED_DIR: {
    schema: z.string().startsWith('/', 'an absolute path'),
    audience: ['agent'],
    doc: 'Directory that all nodes of a job see, for what they share while it runs; without it they share none.',
  },
  TRAINYARD_NODE_PORTS: {
    schema: z.string().regex(/^\d+-\d+$/),
    audience: ['agent'],
    doc: 'Range of ports, FROM-TO, that jobs may listen on.',
  },
  TRAINYARD_NODE_GPUS: {
    schema: z.string().regex(/^(none|\d+(,\d+)*)?$/),
    audience: ['agent'],
    doc: 'Indices of the GPUs of the machine that belong to this node, or none; all when absent.',
  },
  TRAINYARD_NVIDIA_SMI: {
    schema: z.string().min(1),
    audience: ['agent'],
    doc: 'Program that reports NVIDIA GPUs; default nvidia-smi on the PATH.',
  },
  TRAINYARD_CONTAINER_ENGINE: {
    schema: z.enum(['auto', 'docker', 'podman', 'apptainer', 'none']),
    audience: ['server', 'agent'],
    doc: 'Engine that runs containers; auto, the default, takes the first that works of docker, podman and apptainer.',
  },
  TRAINYARD_IMAGE_PULL_SECONDS: {
    schema: z.coerce.number().int().min(1).max(86_400),
    audience: ['server', 'agent'],
    doc: 'Longest time to pull an image; 3600 when absent: 20 GB at 45 Mbit/s.',
  },
  TRAINYARD_IMAGE_CACHE_GB: {
    schema: z.coerce.number().min(0).max(1_000_000),
    audience: ['server', 'agent'],
    doc: 'Pulled images that a node keeps while no task uses them, least recently used ones go first; 100 when absent.',
  },
  TRAINYARD_CHECKPOINTS: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: directory whose files are kept and restored before the next attempt.',
  },
  TRAINYARD_NOTICE_FILE: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: file that appears when the node was given notice, JSON {reclaimAt, reason}; SIGTERM follows before reclaimAt.',
  },
  TRAINYARD_FENCE: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: job/unit/attempt/task; marks every process of a task.',
  },
  TRAINYARD_SHARD_INDEX: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for shards of an array: which one it is, from 0.',
  },
  TRAINYARD_SHARD_COUNT: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for shards of an array: how many there are.',
  },
  TRAINYARD_REMOTE_START: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: program HOST COMMAND… that starts a command on another node of the job, as rsh does.',
  },
  TRAINYARD_RANK: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: program COMMAND… that makes what a launcher such as mpirun starts a rank of the job.',
  },
  TRAINYARD_UNTIL_IDLE: {
    schema: z.string(),
    audience: ['task'],
    doc: 'Set for jobs: program SECONDS that ends once nobody was connected to the task for so long: terminals, commands, services.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
/** The values of all settings after validation; absent ones without a default are undefined. */
export type Settings = { [K in SettingName]: z.output<(typeof settings)[K]['schema']> | undefined };

/** A setting that cannot be used, in words for the person who set it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads all TRAINYARD_* entries of an environment. Unknown names and bad values are one SettingsError that lists them all.
 * An empty value counts as not set.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(env)) {
    // Ports of a job's services: what runs in a job may be one of our programs.
    if (!name.startsWith('TRAINYARD_') || name.startsWith(servicePortPrefix) || name in settings) continue;
    const near = nearest(name, Object.keys(settings));
    faults.push(`${name} is not a setting${near ? `; did you mean ${near}?` : ''}`);
  }
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const given = env[name] === '' ? undefined : env[name];
    const result = (given === undefined ? setting.schema.optional() : setting.schema).safeParse(given);
    if (!result.success) {
      faults.push(`${name}: ${result.error.issues.map((issue) => issue.message).join(', ')} (${setting.doc})`);
      continue;
    }
    values[name] = result.data ?? defaultOf(setting.schema);
  }
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return values as Settings;
}

function defaultOf(schema: z.ZodType): unknown {
  const result = schema.safeParse(undefined);
  return result.success ? result.data : undefined;
}

/** The closest of `names` by edit distance, when it is close enough to be a slip (a third of its length). */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.ceil(best.name.length / 3) ? best.name : undefined;
}

/** Levenshtein's distance by one row of his table. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(substitute, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    row = next;
  }
  return row[b.length] as number;
}
