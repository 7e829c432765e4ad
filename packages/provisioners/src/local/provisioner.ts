import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { removeBelow } from '@trainyard/runtime/node/cgroups';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';
import { sweepJoint } from '@trainyard/runtime/node/joint-directory';
import { unmountBelow } from '@trainyard/runtime/node/mount-table';
import { isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';
import type { NodeRequest, ObservedNode, Provisioner } from '../port.ts';
import { takeAddress } from './addresses.ts';
import { agentEnvironment, type ContainerSettings, type Surroundings } from './agent-environment.ts';
import { removeFromEngines } from './containers.ts';
import { createExitWatch } from './exit-watch.ts';
import { killAll, pause } from './fence.ts';
import { splitGpus } from './gpu-split.ts';
import { agentLog, launch } from './launch.ts';
import { type LocalNetworks, openNetworks } from './network/local-networks.ts';
import { nodeGroups } from './node-processes.ts';
import {
  isNodeUid,
  listNodes,
  makeNodeDirectory,
  type NodeRecord,
  readRecord,
  readRecords,
  writeRecord,
} from './node-record.ts';
import { notesOn } from './notes.ts';
import { signal } from './proc.ts';
import { createQueues } from './queues.ts';
import { removeNodeDirectory } from './removal.ts';

export interface LocalOptions {
  /** Directory of nodes, one directory each. One server at a time uses it. */
  root: string;
  /** Where agents dial. */
  serverUrl: string;
  /** Program and arguments that start the agent; its settings come as environment. */
  agentCommand: readonly string[];
  clock: Clock;
  logger?: { info(message: string): void; warn(message: string): void };
  /** Indices of this machine's real GPUs, split disjointly over its nodes. None: agents simulate what sizes promise. */
  machineGpus?: readonly number[];
  /** Passed on to agents; see contracts/settings. */
  logLevel?: string;
  nvidiaSmi?: string;
  containers?: ContainerSettings;
  surroundings?: Surroundings;
}

/** A leaving agent ends its tasks and journal; who needs longer is killed, which loses nothing that is kept. */
const leaveMs = 3_000;

/** Each making or removal starts or ends processes of this machine. */
const parallel = 4;

/** Nodes on this machine: each a directory and an agent that outlives the server. See the README for what is promised. */
export function createLocalProvisioner(options: LocalOptions): Provisioner {
  const { clock, logger } = options;
  const watch = createExitWatch(clock, (message) => logger?.warn(message));
  const alone = createQueues();
  let networks: LocalNetworks | undefined;
  const sshServer = findSystemProgram('sshd', options.surroundings?.PATH) !== undefined;
  const ready = adopt();
  // Said again by every call that needs the root.
  ready.catch(() => undefined);

  /** Finds the root and the agents that a server before this one started. */
  async function adopt(): Promise<string> {
    await mkdir(options.root, { recursive: true, mode: 0o700 });
    const root = await realpath(options.root);
    const records = await readRecords(root);
    for (const record of records) {
      if (record.agent && !record.stopped) watch.track(record.nodeUid, record.agent);
    }
    networks = await openNetworks(root, options.surroundings?.PATH, (message) => logger?.warn(message));
    await networks.restore(records);
    const nodes = new Set(await listNodes(root));
    await sweepJoint(sharedDirectory(root), (member) => !nodes.has(ownerOf(member)), clock.now());
    return root;
  }

  /** Runs alone for this node: a fence and a revival of one node never mix. */
  async function forNode<T>(nodeUid: string, work: (root: string) => Promise<T>): Promise<T> {
    if (!isNodeUid(nodeUid)) throw new Error(`${JSON.stringify(nodeUid)} is not the uid of a node`);
    const root = await ready;
    return alone(nodeUid, () => work(root));
  }

  /** The record of a new node. One at a time, so that no two take the same address or GPU. */
  function admit(root: string, request: NodeRequest): Promise<NodeRecord> {
    return alone('admission', async () => {
      const others = await readRecords(root);
      const addresses = new Set(others.map((other) => other.address));
      const gpus = new Set(others.flatMap((other) => other.gpuIndices ?? []));
      const { nodeUid, name, clusterUid, clusterName, ordinal, vmSize, gpus: wanted, subnet } = request;
      const gpuIndices = splitGpus(options.machineGpus ?? [], gpus, wanted, name);
      const network = (await networks?.place(subnet, name, others)) ?? null;
      const record: NodeRecord = {
        version: 1,
        nodeUid,
        request: { name, clusterUid, clusterName, ordinal, vmSize, gpus: wanted },
        gpuIndices,
        address: network?.address ?? (await takeAddress(root, addresses)),
        network,
        agent: null,
        stopped: false,
      };
      await makeNodeDirectory(root, nodeUid);
      await writeRecord(root, record);
      return record;
    });
  }

  /** Answers the file that tells the agent of it; null: the node shares the network of its machine. */
  async function makeNetwork(root: string, record: NodeRecord): Promise<string | null> {
    if (record.network) await alone('admission', async () => networks?.ensureSubnet(record, await readRecords(root)));
    return (await networks?.ensureNode(record)) ?? null;
  }

  /** Once nothing runs in it any more. `stays`: the node does, and with it the network of its subnet. */
  function removeNetwork(root: string, nodeUid: string, record: NodeRecord | undefined, stays: boolean): Promise<void> {
    return alone('admission', async () => {
      // A neighbour that goes at the same time must not take this one for one that stays.
      if (record?.network && !stays) await writeRecord(root, { ...record, stopped: true, network: null });
      await networks?.remove(nodeUid, record?.network ?? null, () => readRecords(root));
    });
  }

  async function start(root: string, request: NodeRequest): Promise<void> {
    const { nodeUid } = request;
    const known = await readRecord(root, nodeUid);
    if (known?.agent && isAlive(known.agent)) return;
    const record = known ?? (await admit(root, request));
    await makeNodeDirectory(root, nodeUid);
    const networkFile = await makeNetwork(root, record);
    const env = agentEnvironment({
      record,
      home: join(root, nodeUid, 'home'),
      networkFile,
      sharedDirectory: sharedDirectory(root),
      serverUrl: options.serverUrl,
      joinToken: request.joinToken,
      logLevel: options.logLevel,
      nvidiaSmi: options.nvidiaSmi,
      containers: options.containers ?? {},
      surroundings: options.surroundings ?? {},
    });
    const command = options.agentCommand;
    const started: NodeRecord = { ...record, stopped: false };
    const child = await launch({
      root,
      nodeUid,
      command,
      env,
      remember: (agent) => {
        started.agent = agent;
        return writeRecord(root, started);
      },
    });
    if (started.agent) watch.track(nodeUid, started.agent, child);
    logger?.info(`started the agent of node ${request.name} (${nodeUid}) as process ${child.pid}`);
  }

  /** From here on the end of the agent is meant. */
  async function stopWatching(root: string, nodeUid: string): Promise<NodeRecord | undefined> {
    watch.forget(nodeUid);
    const record = await readRecord(root, nodeUid);
    if (record) await writeRecord(root, { ...record, stopped: true });
    return record;
  }

  async function fence(root: string, nodeUid: string): Promise<'fenced' | 'cannot'> {
    const record = await stopWatching(root, nodeUid);
    const inode = networks?.inodeOf(nodeUid);
    const directory = join(root, nodeUid);
    const kill = (): Promise<ProcessIdentity[]> => killAll(clock, directory, nodeUid, record?.agent ?? null, inode);
    let left = await kill();
    // Its volumes go with it. A process that a mount without a server held ends once that is off.
    const mounts = await unmountBelow(directory);
    if (mounts.length > 0) logger?.warn(`node ${nodeUid} leaves ${mounts.join(', ')} mounted`);
    if (left.length > 0) left = await kill();
    if (left.length === 0) {
      // What is left of a network cannot run anything: the next start or release meets it again.
      const warn = (error: Error): void =>
        logger?.warn(`the network of node ${nodeUid} is still there: ${error.message}`);
      await removeNetwork(root, nodeUid, record, true).catch(warn);
      return 'fenced';
    }
    logger?.warn(`node ${nodeUid} cannot be fenced: processes ${left.map((one) => one.pid).join(', ')} do not end`);
    return 'cannot';
  }

  async function reclaim(root: string, nodeUid: string): Promise<void> {
    if ((await fence(root, nodeUid)) === 'cannot') {
      throw new Error(
        `node ${nodeUid} is taken back, and still has processes that cannot be killed: see the server's log`,
      );
    }
    logger?.info(`node ${nodeUid} was taken back`);
  }

  async function release(root: string, nodeUid: string): Promise<void> {
    const record = await stopWatching(root, nodeUid);
    const agent = record?.agent;
    if (agent) {
      const end = clock.monotonic() + leaveMs;
      signal(agent, 'SIGTERM');
      while (isAlive(agent) && clock.monotonic() < end) await pause(clock, 20);
    }
    if ((await fence(root, nodeUid)) === 'cannot') {
      throw new Error(
        `node ${nodeUid} still has processes that cannot be killed: see the server's log, then release it again`,
      );
    }
    // Empty by now; one that the kernel holds for a moment more holds nothing up.
    for (const group of nodeGroups(join(root, nodeUid), nodeUid)) removeBelow(group);
    await removeFromEngines(join(root, nodeUid, 'home'), nodeUid, options);
    await removeNetwork(root, nodeUid, record, false);
    await sweepJoint(sharedDirectory(root), (member) => ownerOf(member) === nodeUid, clock.now());
    await removeNodeDirectory(root, nodeUid);
    logger?.info(`released node ${nodeUid}`);
  }

  async function observe(): Promise<ObservedNode[]> {
    const root = await ready;
    const nodes: ObservedNode[] = [];
    for (const nodeUid of await listNodes(root)) {
      const agent = (await readRecord(root, nodeUid))?.agent;
      const running = agent !== undefined && agent !== null && isAlive(agent);
      nodes.push({ nodeUid, agent: running ? 'running' : 'ended', log: agentLog(root, nodeUid) });
    }
    return nodes;
  }

  return {
    kind: 'local',
    parallel,
    notes: (settings) =>
      notesOn(settings, {
        networkObstacle: networks?.obstacle ?? null,
        exitObstacle: (subnet) => networks?.exitObstacle(subnet) ?? null,
        sshServer,
      }),
    provision: (request) => forNode(request.nodeUid, (root) => start(root, request)),
    revive: (request) => forNode(request.nodeUid, (root) => start(root, request)),
    fence: (nodeUid) => forNode(nodeUid, (root) => fence(root, nodeUid)),
    reclaim: (nodeUid) => forNode(nodeUid, (root) => reclaim(root, nodeUid)),
    release: (nodeUid) => forNode(nodeUid, (root) => release(root, nodeUid)),
    observe,
    onExit: (listener) => watch.onExit(listener),
  };
}

/** What tasks of several nodes share lies beside the nodes, since it outlives each of them. */
function sharedDirectory(root: string): string {
  return join(root, 'shared');
}

/** Agents join a shared directory as NODE-UID.TASK. */
function ownerOf(member: string): string {
  return member.split('.')[0] ?? '';
}
