import { usagesOf } from '@trainyard/contracts/usage';
import { everywhereInScope } from '../../access/authorise.ts';
import { route } from '../route.ts';

export const usageRoutes = {
  listUsages: route('listUsages', {
    load: ({ actor }) => everywhereInScope(actor, 'usages'),
    async run({ actor, query: { subscription } }, _, doors) {
      const use = await doors.read('cluster.use', { subscription, scope: actor.workspaceUid });
      return { items: usagesOf(use), next: null, seq: use.seq };
    },
  }),
};
