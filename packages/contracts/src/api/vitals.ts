import { jobVitals } from '../vitals.ts';
import { inWorkspace, type Operation, page } from './operation.ts';

/** How running jobs fare: also told live by the topic `vitals:UID`. */
export const vitalsApi = {
  listVitals: {
    method: 'GET',
    path: '/workspaces/:workspace/vitals',
    verb: 'read',
    summary: 'Say how the running jobs of a workspace fare: progress, rate, end, GPU use and what stands out',
    params: inWorkspace,
    output: page(jobVitals),
  },
} as const satisfies Record<string, Operation>;
