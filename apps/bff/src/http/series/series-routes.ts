import type { OperationParsed } from '@trainyard/contracts/api';
import { Fault } from '@trainyard/contracts/errors';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import type { Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { clusterByUid, jobByUid, onceNodeByUid } from '../load.ts';
import { route } from '../route.ts';

/** Without a range: a job's whole life, of a node or cluster the last hour. */
const defaultMs = 3_600_000;
/** A job's last samples are taken before its end and stand up to a step after it. */
const stepMs = 1_000;

type Query = OperationParsed<'readSeries'>['query'];

/** What is asked of the archive: whose, and from when to when unless the query says. */
interface Asked {
  jobUid?: string;
  nodeUid?: string;
  nodesOf?: string;
  from: number;
  to: number;
  /** Why there is nothing to read; said only to those who may read. */
  refusal?: Fault;
}

export const seriesRoutes = {
  readSeries: route('readSeries', {
    load: ({ query }, doors) => find(query, doors),
    async run({ query }, { nodesOf, from, to, refusal, ...whose }, { archive, read }) {
      if (refusal) throw refusal;
      const { metric, points, by } = query;
      // Only what was recorded for what was authorised: a node's samples of a job's time are not those of another's.
      const isPart = query.job !== undefined && query.node !== undefined;
      const range = {
        from: isPart ? Math.max(from, query.from ?? from) : (query.from ?? from),
        to: isPart ? Math.min(to, query.to ?? to) : (query.to ?? to),
      };
      const nodeUids = nodesOf && new Set(await read('node.ofCluster', { clusterUid: nodesOf, ...range }));
      const nodes = nodeUids ? { nodeUids } : {};
      const series = await archive.series.query({
        ...whose,
        ...nodes,
        ...range,
        metric,
        by,
        points: Math.max(2, points),
      });
      return { series: series.map((one) => ({ ...one })) };
    },
  }),
};

async function find({ job, node, cluster, metric }: Query, doors: Doors): Promise<Found<Asked>> {
  if ([job ?? node, cluster].filter((uid) => uid !== undefined).length !== 1) {
    throw refused('job', 'give a job, a node, a job and a node, or a cluster');
  }
  const now = doors.clock.now();
  const lately = { from: now - defaultMs, to: now + stepMs };
  if (cluster !== undefined) {
    if (metric === undefined) throw refused('metric', 'a cluster has many series: name one metric');
    const found = await clusterByUid(
      doors,
      cluster,
      () => new Fault('ClusterNotFound', { name: cluster, workspace: '' }),
    );
    return { ...found, value: { nodesOf: cluster, ...lately } };
  }
  if (job === undefined) {
    const found = await onceNodeByUid(doors, node as string, () => noNode(node as string));
    return { ...found, value: { nodeUid: node as string, ...lately } };
  }
  const found = await jobByUid(doors, job, () => new Fault('JobNotFound', { name: job }));
  const { createdAt, endedAt, name, pruned } = found.value.row;
  const value: Asked = { jobUid: job, from: createdAt, to: (endedAt ?? now) + stepMs };
  if (pruned.series) return { ...found, value: { ...value, refusal: prunedFault(name, 'series', pruned.series) } };
  if (node === undefined) return { ...found, value };
  const held = await doors.read('node.ofJob', { jobUid: job, nodeUid: node });
  if (held === null) return { ...found, value: { ...value, refusal: noNode(node) } };
  return { ...found, value: { nodeUid: node, from: held.from, to: (held.to ?? now) + stepMs } };
}

const noNode = (uid: string) => new Fault('NodeNotFound', { name: uid });

function refused(path: string, message: string): Fault {
  return new Fault('InvalidBody', { faults: [message] }, [{ path, code: 'InvalidValue', message }]);
}
