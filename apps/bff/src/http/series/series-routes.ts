import { Fault } from '@trainyard/contracts/errors';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import type { Pruned } from '@trainyard/contracts/retention';
import { jobByUid, nodeByUid } from '../load.ts';
import { route } from '../route.ts';

/** Without a range: a job's whole life, a node's last hour. */
const defaultMs = 3_600_000;

export const seriesRoutes = {
  readSeries: route('readSeries', {
    async load({ query }, doors) {
      if ((query.job === undefined) === (query.node === undefined)) {
        const message = 'give either job or node';
        throw new Fault('InvalidBody', { faults: [message] }, [{ path: 'job', code: 'InvalidValue', message }]);
      }
      const now = doors.clock.now();
      const { job, node = '' } = query;
      if (job === undefined) {
        const found = await nodeByUid(doors, node, () => new Fault('NodeNotFound', { name: node }));
        return { ...found, value: { from: now - defaultMs, to: now, name: node, pruned: {} as Pruned } };
      }
      const found = await jobByUid(doors, job, () => new Fault('JobNotFound', { name: job }));
      const { createdAt, endedAt, name, pruned } = found.value.row;
      return { ...found, value: { from: createdAt, to: endedAt ?? now, name, pruned } };
    },
    async run({ query }, { pruned, name, ...life }, doors) {
      if (pruned.series) throw prunedFault(name, 'series', pruned.series);
      const { job, node, metric, points, from = life.from, to = life.to } = query;
      const series = await doors.archive.series.query({ jobUid: job, nodeUid: node, metric, from, to, points });
      return { series: series.map((one) => ({ ...one })) };
    },
  }),
};
