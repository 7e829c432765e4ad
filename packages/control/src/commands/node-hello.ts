import { desiredOf } from '../scheduling/desired.ts';
import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/** An agent is in contact: what it found, and back comes what it is to do. */
export const nodeHello: Command<'node.hello'> = {
  verb: 'report',
  locate: (tx, { nodeUid }) => ({ ...nodeOf(tx, nodeUid), kind: 'node', nodeUid }),
  run(tx, { nodeUid, hello }, { storageHome }) {
    const node = nodeOf(tx, nodeUid);
    const { address, ports, agentVersion, found, capabilities } = hello;
    const back = node.health !== 'ok';
    tx.update(
      'node',
      nodeUid,
      {
        health: 'ok',
        helloAt: tx.now,
        ...(back && { healthAt: tx.now, reason: null }),
        address,
        portFrom: ports.from,
        portTo: ports.to,
        agentVersion,
        found,
        capabilities,
      },
      back ? 'node.returned' : 'node.updated',
    );
    return desiredOf(tx, nodeUid, tx.seq, storageHome);
  },
};
