import type { Command } from './command.ts';
import { clusterOf, nodeOf } from './find.ts';
import { openSecrets } from './secrets.ts';

/** Values of the secrets that the set-up task of a node's cluster names, for the node itself and for no other. */
export const nodeSecrets: Command<'node.secrets'> = {
  verb: 'report',
  locate: (tx, { nodeUid }) => ({ ...nodeOf(tx, nodeUid), kind: 'node', nodeUid }),
  run(tx, { nodeUid }, { vault }) {
    const cluster = clusterOf(tx, nodeOf(tx, nodeUid).clusterUid);
    const wanted = new Set(cluster.spec.nodeSetup?.setupTask?.secrets?.map(({ name }) => name));
    // The account's password is sealed under the same owner and is not the set-up's to see.
    return Object.fromEntries(Object.entries(openSecrets(tx, vault, cluster.uid)).filter(([name]) => wanted.has(name)));
  },
};
