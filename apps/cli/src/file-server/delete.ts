import { deleter } from '../deletion.ts';

export const fileServerDelete = deleter({
  description: 'Delete a file server with all its files; refused while something mounts it',
  kind: 'file server',
  with: 'with all its files',
  of: async (context, name) => {
    const params = { workspace: await context.workspace(), name };
    return {
      remove: () => context.client.call('deleteFileServer', { params }),
      ask: () => context.client.call('getFileServer', { params }),
    };
  },
});
