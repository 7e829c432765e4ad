import { lastSeq } from '../event-log.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

/** A resource group or a location that workspaces name, as the oldest of them writes it. */
export interface Place {
  name: string;
  /** Of the oldest workspace there. */
  location: string;
}

/** `scope`: uid of the only workspace that may be seen. */
type Scoped = { scope: string | undefined };

const inScope = '(? IS NULL OR uid = ?)';
const scopeOf = ({ scope = undefined }: Scoped): [string | null, string | null] => [scope ?? null, scope ?? null];

/** Resource groups of a subscription that have workspaces, by name. */
export function listGroups(db: ReadDb, input: PageInput & Scoped & { subscription: string }): PageOf<Place> {
  // With a bare min() SQLite takes the other columns from the same row.
  const rows = db
    .statement(
      `SELECT lower(resourceGroup) AS key, resourceGroup AS name, location, min(uid) FROM workspaces
        WHERE lower(subscription) = lower(?) AND ${inScope} AND lower(resourceGroup) > ? GROUP BY key ORDER BY key LIMIT ?`,
    )
    .all(input.subscription, ...scopeOf(input), input.after ?? '', input.limit + 1) as (Place & { key: string })[];
  return pageOf(
    db,
    rows,
    input.limit,
    ({ key }) => key,
    ({ name, location }) => ({ name, location }),
  );
}

/** One resource group; null when no workspace is in it, as far as that may be seen. */
export function findGroup(db: ReadDb, input: Scoped & { subscription: string; resourceGroup: string }): Place | null {
  const row = db
    .statement(
      `SELECT resourceGroup AS name, location FROM workspaces
        WHERE lower(subscription) = lower(?) AND lower(resourceGroup) = lower(?) AND ${inScope} ORDER BY uid LIMIT 1`,
    )
    .get(input.subscription, input.resourceGroup, ...scopeOf(input));
  return (row as Place | undefined) ?? null;
}

/** Subscriptions that have workspaces, by name. */
export function listSubscriptions(db: ReadDb, input: PageInput & Scoped): PageOf<string> {
  const rows = db
    .statement(
      `SELECT lower(subscription) AS key, subscription AS name, min(uid) FROM workspaces
        WHERE ${inScope} AND lower(subscription) > ? GROUP BY key ORDER BY key LIMIT ?`,
    )
    .all(...scopeOf(input), input.after ?? '', input.limit + 1) as { key: string; name: string }[];
  return pageOf(
    db,
    rows,
    input.limit,
    ({ key }) => key,
    ({ name }) => name,
  );
}

/** Locations that workspaces of a subscription name. */
export function listLocations(db: ReadDb, input: Scoped & { subscription: string }): string[] {
  const rows = db
    .statement(
      `SELECT lower(replace(location, ' ', '')) AS key, location, min(uid) FROM workspaces
        WHERE lower(subscription) = lower(?) AND ${inScope} GROUP BY key ORDER BY key`,
    )
    .all(input.subscription, ...scopeOf(input)) as { location: string }[];
  return rows.map(({ location }) => location);
}

/** What clusters take of a subscription, or of all. */
export interface ClusterUse {
  clusters: number;
  /** Nodes by size and priority, as clusters name them. */
  nodes: { vmSize: string; vmPriority: string; count: number }[];
  seq: number;
}

/** Counts clusters and their nodes, those that are on their way out too: they are there until they are gone. */
export function clusterUse(db: ReadDb, input: Scoped & { subscription: string | undefined }): ClusterUse {
  const of = `FROM clusters JOIN workspaces ON workspaces.uid = clusters.workspaceUid
    WHERE (? IS NULL OR lower(workspaces.subscription) = lower(?)) AND (? IS NULL OR workspaces.uid = ?)`;
  const values = [input.subscription ?? null, input.subscription ?? null, ...scopeOf(input)];
  const clusters = db.statement(`SELECT count(*) ${of}`).pluck().get(values) as number;
  const nodes = db
    .statement(
      `SELECT vmSize, vmPriority, sum(count) AS count FROM (
         SELECT clusters.spec ->> '$.vmSize' AS vmSize, clusters.spec ->> '$.vmPriority' AS vmPriority,
           (SELECT count(*) FROM nodes WHERE nodes.clusterUid = clusters.uid) AS count ${of}
       ) GROUP BY vmSize, vmPriority`,
    )
    .all(values) as ClusterUse['nodes'];
  return { clusters, nodes, seq: lastSeq(db.connection) };
}
