import { deleter } from '../deletion.ts';

export const workspaceDelete = deleter({
  description: 'Delete a workspace with all it holds',
  kind: 'workspace',
  with: 'with its clusters, experiments and jobs',
  otherwise: ({ globals }) => globals.workspace,
  of: async (context, name) => {
    const params = { workspace: context.inGroup(name) };
    return {
      remove: () => context.client.call('deleteWorkspace', { params }),
      ask: () => context.client.call('getWorkspace', { params }),
    };
  },
});
