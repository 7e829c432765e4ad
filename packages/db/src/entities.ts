import type { SubjectKind } from '@trainyard/contracts/events';
import * as schema from './schema.ts';
import { views } from './schema-lists.ts';

/** The tables whose rows are subjects of events. */
export const entityTables = {
  workspace: schema.workspaces,
  experiment: schema.experiments,
  cluster: schema.clusters,
  node: schema.nodes,
  job: schema.jobs,
  unit: schema.units,
  attempt: schema.attempts,
  task: schema.tasks,
  allocation: schema.allocations,
  artifact: schema.artifacts,
  token: schema.tokens,
  reservation: schema.reservations,
  limit: schema.limits,
  preemption: schema.preemptions,
  channel: schema.channels,
  storageAccount: schema.storageAccounts,
  fileServer: schema.fileServers,
  view: views,
} as const satisfies Record<SubjectKind, unknown>;

export type EntityTables = typeof entityTables;
/** A row as commands see it. */
export type Row<K extends SubjectKind> = EntityTables[K]['$inferSelect'];
export type WorkspaceRow = Row<'workspace'>;
export type ExperimentRow = Row<'experiment'>;
export type ClusterRow = Row<'cluster'>;
export type NodeRow = Row<'node'>;
export type JobRow = Row<'job'>;
export type UnitRow = Row<'unit'>;
export type AttemptRow = Row<'attempt'>;
export type TaskRow = Row<'task'>;
export type AllocationRow = Row<'allocation'>;
export type ArtifactRow = Row<'artifact'>;
export type TokenRow = Row<'token'>;
export type ReservationRow = Row<'reservation'>;
export type LimitRow = Row<'limit'>;
export type PreemptionRow = Row<'preemption'>;
export type ChannelRow = Row<'channel'>;
export type StorageAccountRow = Row<'storageAccount'>;
export type ViewRow = Row<'view'>;
export type FileServerRow = Row<'fileServer'>;

/** Columns that stand in no event: credentials, and what is too large or told elsewhere. */
export const hiddenColumns: Partial<Record<SubjectKind, readonly string[]>> = {
  token: ['hash'],
  task: ['plan'],
};

/** The cluster and job an object also belongs to: their topics carry its events too. */
export function relations(
  kind: SubjectKind,
  row: Record<string, unknown>,
): { clusterUid: string | null; jobUid: string | null } {
  const own = (column: string): string | null => (typeof row[column] === 'string' ? (row[column] as string) : null);
  return {
    clusterUid: kind === 'cluster' ? own('uid') : own('clusterUid'),
    jobUid: kind === 'job' ? own('uid') : own('jobUid'),
  };
}
