import type { Noun } from '../noun.ts';
import { clusterAutoScale } from './auto-scale.ts';
import { clusterCreate } from './create.ts';
import { clusterDelete } from './delete.ts';
import { clusterFileList } from './file-list.ts';
import { clusterList } from './list.ts';
import { clusterLoginList } from './login-list.ts';
import { clusterNodeExec } from './node-exec.ts';
import { clusterNodeList } from './node-list.ts';
import { clusterQueueList } from './queue-list.ts';
import { clusterResize } from './resize.ts';
import { clusterScalingList } from './scaling-list.ts';
import { clusterShow } from './show.ts';
import { clusterUpdate } from './update.ts';

/** What `trainyard cluster` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [clusterCreate, clusterList, clusterShow, clusterDelete, clusterResize, clusterAutoScale, clusterUpdate],
  nouns: {
    node: { summary: 'Nodes of a cluster', verbs: [clusterNodeList, clusterNodeExec] },
    file: { summary: 'Logs of the set-up task of a cluster', verbs: [clusterFileList] },
    login: { summary: 'Signing in to the nodes of a cluster by ssh', verbs: [clusterLoginList] },
    queue: { summary: 'Queues of a cluster', verbs: [clusterQueueList] },
    scaling: { summary: 'Scaling history of a cluster', verbs: [clusterScalingList] },
  },
};
