import { deleter } from '../deletion.ts';

export const experimentDelete = deleter({
  description: 'Delete an experiment; its running jobs are terminated',
  kind: 'experiment',
  with: 'with its jobs',
  otherwise: ({ globals }) => globals.experiment,
  of: async (context, name) => {
    const params = { workspace: await context.workspace(), name };
    return {
      remove: () => context.client.call('deleteExperiment', { params }),
      ask: () => context.client.call('getExperiment', { params }),
    };
  },
});
