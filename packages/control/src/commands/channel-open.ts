import { fenceKey } from '@trainyard/contracts/attempt';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { NodeRow, TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, jobOf, nodeOf } from './find.ts';
import { liveTask } from './task-secrets.ts';

/** Words of a command line that are recorded, and characters of each: what people read, not a place to keep a script. */
const wordsMost = 64;
const charactersMost = 256;

interface Place {
  node: NodeRow;
  task: TaskRow | null;
}

/**
 * Opens a way into a node, a living task or one of its ports, and records who did and with which command. A task may do so too, into
 * the tasks of its own attempt, while it lives itself.
 */
export const channelOpen: Command<'channel.open'> = {
  verb: 'operate',
  locate(tx, { target }) {
    const { node, task } = placeOf(tx, target);
    if (!task) return { ...asObject('node', node), nodeUid: node.uid };
    const attempt = `${task.jobUid}/${task.unit}/${task.attempt}`;
    return { ...asObject('job', jobOf(tx, task.jobUid)), nodeUid: node.uid, attempt };
  },
  run(tx, { uid, target, from }) {
    if (from) liveTask(tx, from);
    else if (target.kind === 'task' && target.lasting) {
      throw new Fault('InvalidBody', { faults: ['target.lasting: only a task can ask again for what it started'] });
    }
    const { node, task } = placeOf(tx, target);
    if (target.kind === 'port') mustBeLeased(task as TaskRow, target.port);
    tx.insert(
      'channel',
      {
        uid,
        workspaceUid: node.workspaceUid,
        path: `${task ? jobOf(tx, task.jobUid).path : node.path}/channels/${uid}`,
        clusterUid: node.clusterUid,
        nodeUid: node.uid,
        jobUid: task?.jobUid ?? null,
        target: target.kind,
        fence: target.kind === 'node' ? null : fenceKey(target.fence),
        command: target.kind === 'port' ? null : shown(target.command),
        terminal: target.kind !== 'port' && target.terminal !== null,
        port: target.kind === 'port' ? target.port : null,
        openedBy: tx.actor.name,
      },
      'channel.opened',
    );
    return { nodeUid: node.uid, node: node.name };
  },
};

function placeOf(tx: Tx, target: ChannelTarget): Place {
  if (target.kind === 'node') return { node: nodeOf(tx, target.nodeUid), task: null };
  const task = liveTask(tx, target.fence);
  return { node: nodeOf(tx, task.nodeUid), task };
}

function mustBeLeased({ plan }: TaskRow, port: number): void {
  const leased = plan.ports.map((one) => one.port);
  if (leased.includes(port)) return;
  throw new Fault('PortNotLeased', { port, ports: leased.length > 0 ? leased.map(String) : ['none'] });
}

function shown(command: string[] | null): string[] | null {
  return command?.slice(0, wordsMost).map((word) => word.slice(0, charactersMost)) ?? null;
}
