import { sql as spine } from './20261122T220000-spine.ts';
import { sql as scheduling } from './20261126T013000-scheduling.ts';
import { sql as nodesMade } from './20261126T014000-nodes-made.ts';
import { sql as jobControl } from './20261126T020000-job-control.ts';
import { sql as forecastScores } from './20261126T030000-forecast-scores.ts';
import { sql as channels } from './20261126T050000-channels.ts';
import { sql as clusterNotes } from './20261126T051000-cluster-notes.ts';
import { sql as culprits } from './20261126T053000-culprits.ts';
import { sql as data } from './20261126T083000-data.ts';
import { sql as fileServerMounts } from './20261126T084000-file-server-mounts.ts';
import { sql as artifactPaths } from './20261126T090000-artifact-paths.ts';
import { sql as keeping } from './20261126T091000-keeping.ts';
import { sql as jobInputs } from './20261126T092000-job-inputs.ts';
import { sql as writtenAt } from './20261126T120000-written-at.ts';
import { sql as submissions } from './20261126T121000-submissions.ts';
import { sql as jobVitals } from './20261126T151000-job-vitals.ts';
import { sql as jobLists } from './20261126T152000-job-lists.ts';
import { sql as families } from './20261126T152100-families.ts';
import { sql as seriesOfGoneNodes } from './20261126T153000-series-of-gone-nodes.ts';
import { sql as origins } from './20261126T154000-origins.ts';
import { sql as drains } from './20261126T191000-drains.ts';
import { sql as listOrders } from './20261126T192000-list-orders.ts';
import { sql as allocationsEnded } from './20261126T234500-allocations-ended.ts';

/** Every migration in order; the name is the moment it was written. Never edit one that has shipped: add another. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '20261122T220000-spine', sql: spine },
  { name: '20261126T013000-scheduling', sql: scheduling },
  { name: '20261126T014000-nodes-made', sql: nodesMade },
  { name: '20261126T020000-job-control', sql: jobControl },
  { name: '20261126T030000-forecast-scores', sql: forecastScores },
  { name: '20261126T050000-channels', sql: channels },
  { name: '20261126T051000-cluster-notes', sql: clusterNotes },
  { name: '20261126T053000-culprits', sql: culprits },
  { name: '20261126T083000-data', sql: data },
  { name: '20261126T084000-file-server-mounts', sql: fileServerMounts },
  { name: '20261126T090000-artifact-paths', sql: artifactPaths },
  { name: '20261126T091000-keeping', sql: keeping },
  { name: '20261126T092000-job-inputs', sql: jobInputs },
  { name: '20261126T120000-written-at', sql: writtenAt },
  { name: '20261126T121000-submissions', sql: submissions },
  { name: '20261126T151000-job-vitals', sql: jobVitals },
  { name: '20261126T152000-job-lists', sql: jobLists },
  { name: '20261126T152100-families', sql: families },
  { name: '20261126T153000-series-of-gone-nodes', sql: seriesOfGoneNodes },
  { name: '20261126T154000-origins', sql: origins },
  { name: '20261126T191000-drains', sql: drains },
  { name: '20261126T192000-list-orders', sql: listOrders },
  { name: '20261126T234500-allocations-ended', sql: allocationsEnded },
];
