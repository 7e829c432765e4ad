import type { RemoteLogin } from '@trainyard/contracts/remote-login';
import { authorise } from '../../access/authorise.ts';
import { jobLogins } from '../jobs/job-logins.ts';
import { clusterBy, jobBy } from '../load.ts';
import { presentLogin } from '../nodes/present-login.ts';
import { armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';

/**
 * As the service told it, and only of nodes that somebody can sign in to. The id is the name of the node, which stands in the names of its log
 * files.
 */
function login({ name, ipAddress, port }: RemoteLogin): { nodeId: string; ipAddress: string; port: number }[] {
  return ipAddress === null || port === null ? [] : [{ nodeId: name, ipAddress, port }];
}

/** POST …/jobs/{job}/listRemoteLoginInformation: nodes that ran the job and are still there. */
export const jobLoginsOperation = armOperation({
  name: 'Jobs_ListRemoteLoginInformation',
  method: 'post',
  path: `${workspacePath}/experiments/:experiment/jobs/:job/listRemoteLoginInformation`,
  query: pagedQuery,
  async run({ actor, params, workspace }, doors) {
    const at = { workspace, experiment: params.experiment ?? '', name: params.job ?? '' };
    const found = await jobBy(doors, actor, at);
    authorise(actor, 'read', found);
    const { items } = await jobLogins(doors, found.value.row);
    return { value: items.flatMap(login) };
  },
});

/** POST …/clusters/{cluster}/listRemoteLoginInformation. */
export const clusterLogins = armOperation({
  name: 'Clusters_ListRemoteLoginInformation',
  method: 'post',
  path: `${workspacePath}/clusters/:cluster/listRemoteLoginInformation`,
  query: pagedQuery,
  async run(call, doors) {
    const { actor, params, workspace } = call;
    const found = await clusterBy(doors, actor, { workspace, name: params.cluster ?? '' });
    authorise(actor, 'read', found);
    const page = await doors.read('node.list', { ...askedPage(call.query), clusterUid: found.value.row.uid });
    const { value, ...next } = paged(call, page, (node) => login(presentLogin(node, found.value)));
    return { value: value.flat(), ...next };
  },
});
