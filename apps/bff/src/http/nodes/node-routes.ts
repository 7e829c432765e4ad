import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { Node } from '@trainyard/contracts/node';
import { formatTime } from '@trainyard/contracts/times';
import type { NodeView } from '@trainyard/db/readers/clusters';
import { canOf } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { clusterBy, nodeByUid } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';
import { presentLogin } from './present-login.ts';

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
    jobs,
    creationTime: formatTime(row.createdAt),
    revision: row.revision,
    can: canOf(actor, object, ['operate']),
  };
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
};
