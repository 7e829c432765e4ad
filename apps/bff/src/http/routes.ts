import type { OperationName } from '@trainyard/contracts/api';
import { activityRoutes } from './activity/activity-routes.ts';
import { artifactRoutes } from './artifacts/artifact-routes.ts';
import { blobRoutes } from './blobs/blob-routes.ts';
import { capsuleRoutes } from './capsule/capsule-routes.ts';
import { clusterRoutes } from './clusters/cluster-routes.ts';
import { eventRoutes } from './events/event-routes.ts';
import { experimentRoutes } from './experiments/experiment-routes.ts';
import { fileServerRoutes } from './file-servers/file-server-routes.ts';
import { forecastRoutes } from './forecasts/forecast-routes.ts';
import { jobListRoutes } from './jobs/job-list-routes.ts';
import { jobRoutes } from './jobs/job-routes.ts';
import { limitRoutes } from './limits/limit-routes.ts';
import { logRoutes } from './logs/log-routes.ts';
import { nodeRoutes } from './nodes/node-routes.ts';
import { preemptionRoutes } from './preemptions/preemption-routes.ts';
import { reservationRoutes } from './reservations/reservation-routes.ts';
import type { Route } from './route.ts';
import { seriesRoutes } from './series/series-routes.ts';
import { sessionRoutes } from './session/session-routes.ts';
import { storageRoutes } from './storage/storage-routes.ts';
import { tokenRoutes } from './tokens/token-routes.ts';
import { treeRoutes } from './trees/tree-routes.ts';
import { usageRoutes } from './usages/usage-routes.ts';
import { vitalsRoutes } from './vitals/vitals-routes.ts';
import { workspaceRoutes } from './workspaces/workspace-routes.ts';

/** The native API: one row per operation of contracts/api; one that is missing does not compile. */
export const routes: Record<OperationName, Route> = {
  ...workspaceRoutes,
  ...experimentRoutes,
  ...clusterRoutes,
  ...fileServerRoutes,
  ...nodeRoutes,
  ...reservationRoutes,
  ...limitRoutes,
  ...usageRoutes,
  ...jobRoutes,
  ...jobListRoutes,
  ...capsuleRoutes,
  ...forecastRoutes,
  ...preemptionRoutes,
  ...logRoutes,
  ...seriesRoutes,
  ...vitalsRoutes,
  ...activityRoutes,
  ...eventRoutes,
  ...artifactRoutes,
  ...blobRoutes,
  ...treeRoutes,
  ...storageRoutes,
  ...tokenRoutes,
  ...sessionRoutes,
};
