import { deleter } from '../deletion.ts';
import { jobPlace } from './place.ts';

export const jobDelete = deleter({
  description: 'Delete a job with its logs and files; a running one is terminated first',
  kind: 'job',
  with: 'with its logs and files',
  of: async (context, name) => {
    const params = await jobPlace(context, name, undefined);
    return {
      remove: () => context.client.call('deleteJob', { params }),
      ask: () => context.client.call('getJob', { params }),
    };
  },
});
