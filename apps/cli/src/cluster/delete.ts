import { deleter } from '../deletion.ts';

export const clusterDelete = deleter({
  description: 'Delete a cluster; its jobs stay',
  kind: 'cluster',
  of: async (context, name) => {
    const params = { workspace: await context.workspace(), name };
    return {
      remove: () => context.client.call('deleteCluster', { params }),
      ask: () => context.client.call('getCluster', { params }),
    };
  },
});
