import { workspaceBy } from '../load.ts';
import { presentPreemption } from '../preemptions/preemption-routes.ts';
import { route } from '../route.ts';

const dayMs = 86_400_000;
/** Further back is a matter for reports: all events since then are read. */
const weekMs = 7 * dayMs;

export const activityRoutes = {
  getActivity: route('getActivity', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ query }, { uid }, { read, clock }) {
      const to = clock.now();
      const since = (at: number) => Math.min(to, Math.max(to - weekMs, at));
      const from = since(query.from ?? to - dayMs);
      const spentSince = since(query.spentSince ?? from);
      const range = { from, to, points: query.points, spentSince };
      const { waits, stepMs, waiting, waitingNow, preemptions, spent } = await read('workspace.activity', {
        workspaceUid: uid,
        ...range,
      });
      const sorted = waits.sort((a, b) => a - b);
      const medianWaitMs = sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
      const shown = preemptions.map(presentPreemption);
      return {
        ...{ from, stepMs, waiting, waitingNow, spentSince, spent },
        ...{ started: sorted.length, medianWaitMs, preemptions: shown },
      };
    },
  }),
  getGpuTime: route('getGpuTime', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: (_, { uid }, { gpuTime }) => gpuTime.of(uid),
  }),
};
