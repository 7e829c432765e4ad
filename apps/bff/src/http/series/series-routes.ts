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
      const found =
        query.job !== undefined
          ? await jobByUid(doors, query.job, new Fault('JobNotFound', { name: query.job }))
          : await nodeByUid(doors, query.node ?? '', new Fault('NodeNotFound', { name: query.node ?? '' }));
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
