import { Fault } from '@trainyard/contracts/errors';
import { jobByUid, nodeByUid } from '../load.ts';
import { route } from '../route.ts';

/** Without a range: the last hour, as a page opens. */
const defaultMs = 3_600_000;

export const seriesRoutes = {
  readSeries: route('readSeries', {
    async load({ query }, doors) {
      if ((query.job === undefined) === (query.node === undefined)) {
        const message = 'give either job or node';
        throw new Fault('InvalidBody', { faults: [message] }, [{ path: 'job', code: 'InvalidValue', message }]);
      }
      const { job, node = '' } = query;
      const found =
        job !== undefined
          ? await jobByUid(doors, job, () => new Fault('JobNotFound', { name: job }))
          : await nodeByUid(doors, node, () => new Fault('NodeNotFound', { name: node }));
      return { value: null, object: found.object, ...(found.missing && { missing: found.missing }) };
    },
    async run({ query }, _, doors) {
      const to = query.to ?? doors.clock.now();
      const from = query.from ?? to - defaultMs;
      const { job, node, metric, points } = query;
      const series = await doors.archive.series.query({ jobUid: job, nodeUid: node, metric, from, to, points });
      return { series: series.map((one) => ({ ...one })) };
    },
  }),
};
