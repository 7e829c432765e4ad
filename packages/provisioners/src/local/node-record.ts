import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uid } from '@trainyard/contracts/names';
import * as z from 'zod';

const placedNetwork = z.object({
  /** Key of the subnet: its resource id in lower case. */
  subnet: z.string(),
  /** Block of the subnet, such as `10.128.4.0/22`. */
  cidr: z.string(),
  address: z.string(),
  hostName: z.string(),
});
/** Where a node that has a network of its own stands in it. */
export type PlacedNetwork = z.infer<typeof placedNetwork>;

const nodeRecord = z.object({
  version: z.literal(1),
  nodeUid: uid,
  /** What control asked for, without the join token: a secret has no business on the disk. */
  request: z.object({
    name: z.string(),
    clusterUid: z.string(),
    clusterName: z.string(),
    ordinal: z.number(),
    vmSize: z.string(),
    gpus: z.number(),
  }),
  /** Address of the node, its own while its directory stands: in its subnet, else on loopback. */
  address: z.string(),
  /** Null: the node shares the network of its machine. */
  network: placedNetwork.nullable().default(null),
  /** Indices of the machine's GPUs that are the node's; null when the machine has none to split. */
  gpuIndices: z.array(z.number()).nullable(),
  /** The agent that was started last; null until there was one. */
  agent: z.object({ pid: z.number(), startTime: z.number(), bootId: z.string() }).nullable(),
  /** The end of `agent` was meant (fence, release) and is not news. */
  stopped: z.boolean(),
});

/** What is remembered of a node in its `agent.json`, so that a restarted server finds its agents again. */
export type NodeRecord = z.infer<typeof nodeRecord>;

/** Directory names that are nodes; anything else under the root is not ours to touch. */
export function isNodeUid(name: string): boolean {
  return uid.safeParse(name).success;
}

/** Undefined when there is none, or when it cannot be read: then the machine died while it was written, and all processes with it. */
export async function readRecord(root: string, nodeUid: string): Promise<NodeRecord | undefined> {
  try {
    return nodeRecord.parse(JSON.parse(await readFile(join(root, nodeUid, 'agent.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeRecord(root: string, record: NodeRecord): Promise<void> {
  await writeAtomically(join(root, record.nodeUid, 'agent.json'), record);
}

/** uids of the nodes that have a directory. */
export async function listNodes(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && isNodeUid(entry.name)).map((entry) => entry.name);
}

/** Of all nodes whose record can be read. */
export async function readRecords(root: string): Promise<NodeRecord[]> {
  const records = await Promise.all((await listNodes(root)).map((nodeUid) => readRecord(root, nodeUid)));
  return records.filter((record) => record !== undefined);
}

/** Readers see the old or the new content, never half. No fsync: what it would guard against ends all agents anyway. */
export async function writeAtomically(path: string, content: unknown): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(content), { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Makes the node's directory, for its owner's eyes only. */
export async function makeNodeDirectory(root: string, nodeUid: string): Promise<void> {
  await mkdir(join(root, nodeUid, 'home'), { recursive: true, mode: 0o700 });
}
