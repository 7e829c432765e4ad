import { reason } from '@trainyard/contracts/reasons';
import { accountOf, type RemoteLogin, remoteLoginPort } from '@trainyard/contracts/remote-login';
import type { Text } from '@trainyard/contracts/texts';
import type { ClusterView, NodeView } from '@trainyard/db/readers/clusters';

/** How people sign in to a node of the cluster, or why they cannot. */
export function presentLogin({ row }: NodeView, { row: cluster }: ClusterView): RemoteLogin {
  const account = accountOf(cluster.spec);
  const serves = account !== undefined && row.capabilities?.remoteLogin === true;
  return {
    nodeId: row.uid,
    name: row.name,
    ipAddress: row.address,
    port: serves ? remoteLoginPort : null,
    user: serves ? account.user : null,
    why: serves ? null : whyNot(row, cluster),
  };
}

function whyNot(node: NodeView['row'], cluster: ClusterView['row']): Text {
  if (!cluster.spec.userAccountSettings) return reason('remoteLoginNoAccount');
  const note = cluster.notes?.find(({ code }) => code.startsWith('account') && code !== 'accountByKey');
  if (note) return note;
  const user = cluster.spec.userAccountSettings.adminUserName;
  return node.capabilities === null ? reason('remoteLoginNotYet') : reason('accountNoServer', { user });
}
