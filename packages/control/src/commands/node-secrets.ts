import { volumesOfCluster } from '../volumes/look-up.ts';
import { secretsOfVolumes } from '../volumes/volume-secrets.ts';
import type { Command } from './command.ts';
import { clusterOf, nodeOf } from './find.ts';
import { openSecrets } from './secrets.ts';

/**
 * A signed URL of a node's volume holds for 30 days. A node that lives longer finds its volume failing then, and mounts it again with the one
 * that it is given when it asks anew.
 */
const signedForMs = 30 * 24 * 3_600_000;

/** Values of the secrets that the set-up task and the volumes of a node's cluster name, for the node itself and for no other. */
export const nodeSecrets: Command<'node.secrets'> = {
  verb: 'report',
  locate: (tx, { nodeUid }) => ({ ...nodeOf(tx, nodeUid), kind: 'node', nodeUid }),
  run(tx, { nodeUid }, { vault, storageHome }) {
    const cluster = clusterOf(tx, nodeOf(tx, nodeUid).clusterUid);
    const wanted = new Set(cluster.spec.nodeSetup?.setupTask?.secrets?.map(({ name }) => name));
    // The account's password and keys are sealed under the same owner and are not the set-up's to see.
    const own = Object.entries(openSecrets(tx, vault, cluster.uid)).filter(([name]) => wanted.has(name));
    const { volumes } = volumesOfCluster(tx, cluster, storageHome);
    const signed = secretsOfVolumes(tx, vault, volumes, { expiresAt: tx.now + signedForMs });
    return { ...Object.fromEntries(own), ...signed };
  },
};
