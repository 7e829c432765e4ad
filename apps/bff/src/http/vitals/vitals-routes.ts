import { workspaceBy } from '../load.ts';
import { route } from '../route.ts';

export const vitalsRoutes = {
  listVitals: route('listVitals', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run(_, { uid }, { vitals, seq }) {
      // All at once: what runs is bounded by the nodes there are.
      return { items: vitals.list(uid), next: null, seq: seq() };
    },
  }),
};
