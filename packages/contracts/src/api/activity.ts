import * as z from 'zod';
import { activity } from '../activity.ts';
import { gpuTimeOfDay } from '../gpu-time.ts';
import { inWorkspace, type Operation } from './operation.ts';

/** What happened in a workspace over time. */
export const activityApi = {
  getActivity: {
    method: 'GET',
    path: '/workspaces/:workspace/activity',
    verb: 'read',
    summary: 'Say how many jobs waited over time, for how long, what was pre-empted, and what nodes cost',
    params: inWorkspace,
    query: z.strictObject({
      /** ms since 1970; absent: a day ago. At most a week back. */
      from: z.coerce.number().int().min(0).optional(),
      points: z.coerce.number().int().min(1).max(1000).default(96),
      /** Since when costs are summed, ms since 1970; absent: as `from`. */
      spentSince: z.coerce.number().int().min(0).optional(),
    }),
    output: activity,
  },
  getGpuTime: {
    method: 'GET',
    path: '/workspaces/:workspace/gpu-time',
    verb: 'read',
    summary:
      'Say how much time of GPUs jobs held over the last day, how much of it was busy and useful, and who held idle ones',
    params: inWorkspace,
    output: gpuTimeOfDay,
  },
} as const satisfies Record<string, Operation>;
