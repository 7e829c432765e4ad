import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { Node, NodeDetail, NodeTask } from '@trainyard/contracts/node';
import { formatTime } from '@trainyard/contracts/times';
import { inScope } from '@trainyard/control/policies/decide';
import type { NodeView } from '@trainyard/db/readers/clusters';
import type { NodeOnce, NodeTaskView } from '@trainyard/db/readers/past-nodes';
import { canOf } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { clusterBy, nodeByUid } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';
import { presentLogin } from './present-login.ts';

/** A node as `actor` may see it: what jobs of other workspaces hold is told to everybody, their names are not. */
function presentNode({ row, workspace, cluster, vmSize, labels, jobs }: NodeView, actor: Actor): Node {
  const object = { kind: 'node', name: row.name, workspaceUid: row.workspaceUid, nodeUid: row.uid };
  return {
    uid: row.uid,
    workspace,
    cluster,
    name: row.name,
    state: row.state,
    stateTransitionTime: formatTime(row.stateAt),
    schedulable: row.schedulable,
    health: row.health,
    reason: row.reason ?? null,
    setup: row.setup
      ? { exitCode: row.setup.exitCode, stderr: row.setup.stderr, endTime: formatTime(row.setup.endedAt) }
      : null,
    volumes: row.volumes,
    intent: row.intent,
    address: row.address,
    agentVersion: row.agentVersion,
    vmSize,
    found: row.found ?? null,
    capabilities: row.capabilities ?? null,
    labels: { ...labels, ...row.labels },
    reclaimTime: row.reclaimAt === null ? null : formatTime(row.reclaimAt),
    drain: row.drain
      ? {
          by: row.drain.by,
          since: formatTime(row.drain.since),
          deadline: row.drain.deadline === null ? null : formatTime(row.drain.deadline),
        }
      : null,
    jobs: jobs.map(({ uid, workspaceUid, name, gpuIds }) => ({
      uid,
      name: inScope(actor, { workspaceUid }) ? name : null,
      gpuIds,
    })),
    creationTime: formatTime(row.createdAt),
    revision: row.revision,
    can: canOf(actor, object, ['operate']),
  };
}

/** What an agent may do is none of the past: of a node that is gone nothing can be done. */
function presentDetail(view: NodeOnce, actor: Actor): NodeDetail {
  const { gone } = view;
  const shown = presentNode(view, actor);
  return {
    ...shown,
    ...(gone && { can: { operate: false } }),
    clusterUid: view.row.clusterUid,
    // A controller is the product itself to whoever reads this.
    gone: gone && { time: formatTime(gone.at), by: gone.by.kind === 'controller' ? 'Trainyard' : gone.by.name },
  };
}

function presentTask({ row, job: { workspaceUid, ...job }, ...more }: NodeTaskView, actor: Actor): NodeTask {
  const { uid, unit, attempt, task, gpuIds, cpus, memoryBytes, from, to } = row;
  const seen = inScope(actor, { workspaceUid });
  return { uid, unit, attempt, task, gpuIds, cpus, memoryBytes, from, to, ...more, job: seen ? job : null };
}

/** A node by name or uid, also one that is gone. */
async function onceIn(doors: Doors, actor: Actor, params: { workspace: string; name: string; node: string }) {
  const cluster = await clusterBy(doors, actor, params);
  const missing = () => new Fault('NodeNotFound', { name: params.node });
  const view = await doors.read('node.find', { clusterUid: cluster.value.row.uid, node: params.node });
  if (!view) throw missing();
  return { value: view, object: cluster.object, missing };
}

/** A node is named under its own cluster only. */
async function nodeBy(doors: Doors, actor: Actor, params: { workspace: string; name: string; node: string }) {
  const missing = () => new Fault('NodeNotFound', { name: params.node });
  const cluster = await clusterBy(doors, actor, params);
  const node = await nodeByUid(doors, params.node, missing);
  if (node.value.row.clusterUid !== cluster.value.row.uid) throw missing();
  return node;
}

async function shown(doors: Doors, actor: Actor, { uid, name }: NodeView['row']): Promise<Node> {
  const view = await doors.read('node.get', { uid });
  if (!view) throw new Fault('NodeNotFound', { name });
  return presentNode(view, actor);
}

export const nodeRoutes = {
  listNodes: route('listNodes', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor, query }, { row }, doors) {
      const page = await doors.read('node.list', { ...pageInput(query), clusterUid: row.uid });
      return pageOut(page, (view) => presentNode(view, actor));
    },
  }),
  getNode: route('getNode', {
    load: ({ actor, params }, doors) => onceIn(doors, actor, params),
    run: async ({ actor }, view) => presentDetail(view, actor),
  }),
  listNodeTasks: route('listNodeTasks', {
    load: ({ actor, params }, doors) => onceIn(doors, actor, params),
    async run({ actor, query }, { row }, doors) {
      const page = await doors.read('node.tasks', { ...pageInput(query), nodeUid: row.uid });
      return pageOut(page, (view) => presentTask(view, actor));
    },
  }),
  listClusterLogins: route('listClusterLogins', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ query }, cluster, doors) {
      const page = await doors.read('node.list', { ...pageInput(query), clusterUid: cluster.row.uid });
      return pageOut(page, (view) => presentLogin(view, cluster));
    },
  }),
  declareNodeLost: route('declareNodeLost', {
    load: ({ actor, params }, doors) => nodeBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('node.declareLost', { uid: row.uid }, actor);
      return shown(doors, actor, row);
    },
  }),
  setUpNode: route('setUpNode', {
    load: ({ actor, params }, doors) => nodeBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('node.setUp', { uid: row.uid }, actor);
      return shown(doors, actor, row);
    },
  }),
  updateNode: route('updateNode', {
    load: ({ actor, params }, doors) => nodeBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      await doors.execute('node.update', { uid: row.uid, change: body }, actor);
      return shown(doors, actor, row);
    },
  }),
  reclaimNode: route('reclaimNode', {
    load: ({ actor, params }, doors) => nodeBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('node.reclaim', { uid: row.uid }, actor);
      return shown(doors, actor, row);
    },
  }),
  drainNode: route('drainNode', {
    load: ({ actor, params }, doors) => nodeBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      await doors.execute('node.drain', { uid: row.uid, drain: body }, actor);
      return shown(doors, actor, row);
    },
  }),
};
