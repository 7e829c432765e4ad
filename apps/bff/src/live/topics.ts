import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { parseStream } from '@trainyard/contracts/log-frame';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import type { EventFilter } from '@trainyard/db/event-log';
import { authorise, everywhereInScope } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';
import { clusterByUid, jobByUid, nodeByUid } from '../http/load.ts';
import type { SeriesOf } from './series-hub.ts';

/** What a topic's name asks for, once the policy has agreed. */
export type Topic =
  | { kind: 'events'; filter: EventFilter }
  | { kind: 'log'; stream: string }
  | ({ kind: 'series' } & SeriesOf)
  | { kind: 'heat'; uid: string }
  | { kind: 'vitals'; workspaceUid: string };

/** Where the thing is found whose samples are asked for. */
const sampled = { job: jobByUid, node: nodeByUid, cluster: clusterByUid };

/** Reads a topic's name and asks the policy; throws not-found for what is not there, or not for this actor. */
export async function openTopic(doors: Pick<Doors, 'read'>, actor: Actor, name: string): Promise<Topic> {
  const missing = () => new Fault('TopicNotFound', { name });
  const [kind, rest = ''] = split(name);
  switch (kind) {
    case 'all':
      authorise(actor, 'read', everywhereInScope(actor, 'events'));
      return { kind: 'events', filter: actor.workspaceUid === undefined ? {} : { workspaceUid: actor.workspaceUid } };
    case 'workspace':
      await authoriseWorkspace(doors, actor, rest, missing);
      return { kind: 'events', filter: { workspaceUid: rest } };
    case 'vitals':
      await authoriseWorkspace(doors, actor, rest, missing);
      return { kind: 'vitals', workspaceUid: rest };
    case 'cluster':
      authorise(actor, 'read', await clusterByUid(doors, rest, missing));
      return { kind: 'events', filter: { clusterUid: rest } };
    case 'job':
      authorise(actor, 'read', await jobByUid(doors, rest, missing));
      return { kind: 'events', filter: { jobUid: rest } };
    case 'log':
      await authoriseStream(doors, actor, rest, missing);
      return { kind: 'log', stream: rest };
    case 'series': {
      const [of, uid = ''] = split(rest);
      if (of !== 'job' && of !== 'node' && of !== 'cluster') throw missing();
      authorise(actor, 'read', await sampled[of](doors, uid, missing));
      return { kind: 'series', of, uid };
    }
    case 'heat':
      authorise(actor, 'read', await clusterByUid(doors, rest, missing));
      return { kind: 'heat', uid: rest };
    default:
      throw missing();
  }
}

async function authoriseWorkspace(
  doors: Pick<Doors, 'read'>,
  actor: Actor,
  uid: string,
  missing: () => Fault,
): Promise<void> {
  const row = await doors.read('workspace.get', { uid });
  if (!row) throw missing();
  authorise(actor, 'read', { object: { kind: 'workspace', name: row.name, workspaceUid: row.uid }, missing });
}

/** A stream is read by whoever may read its job or node, unless it is no longer kept: LogsPruned then. */
export async function authoriseStream(
  doors: Pick<Doors, 'read'>,
  actor: Actor,
  stream: string,
  missing: () => Fault,
): Promise<void> {
  const owner = parseStream(stream);
  if (!owner) throw missing();
  if (owner.kind === 'task') {
    const found = await jobByUid(doors, owner.fence.job, missing);
    authorise(actor, 'read', found);
    const { name, pruned } = found.value.row;
    if (pruned.logs) throw prunedFault(name, 'logs', pruned.logs);
  } else authorise(actor, 'read', await nodeByUid(doors, owner.nodeUid, missing));
}

function split(name: string): [string, string | undefined] {
  const at = name.indexOf(':');
  return at === -1 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}
