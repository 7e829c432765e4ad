import { Fault } from '@trainyard/contracts/errors';
import { promisedBy } from '../scheduling/desired.ts';
import type { Command } from './command.ts';
import { clusterOf, nodeOf } from './find.ts';

/** An agent's first word: the one-time token names its node and is used up; from now on its key is its proof. */
export const nodeEnrol: Command<'node.enrol'> = {
  verb: 'report',
  run(tx, { joinToken, publicKey, agentVersion }, { vault }) {
    const hash = vault.hash(joinToken);
    const found = tx.connection.prepare('SELECT nodeUid, expiresAt FROM joinTokens WHERE hash = ?').get(hash) as
      | { nodeUid: string; expiresAt: number }
      | undefined;
    if (!found || found.expiresAt <= tx.now) throw new Fault('BadCredentials');
    const node = nodeOf(tx, found.nodeUid);
    tx.connection.prepare('DELETE FROM joinTokens WHERE nodeUid = ?').run(node.uid);
    tx.connection
      .prepare('INSERT OR REPLACE INTO agentKeys (nodeUid, publicKey) VALUES (?, ?)')
      .run(node.uid, publicKey);
    tx.update('node', node.uid, { enrolled: true, agentVersion }, 'node.updated');
    const { name, spec } = clusterOf(tx, node.clusterUid);
    return { nodeUid: node.uid, node: node.name, cluster: name, promised: promisedBy(spec.vmSize) };
  },
};
