import { everywhereInScope } from '../../access/authorise.ts';
import { jobBy } from '../load.ts';
import { route } from '../route.ts';

/** Why jobs wait, when they are likely to start, and how good that was foretold. */
export const forecastRoutes = {
  explainJob: route('explainJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: ({ actor }, { row }, doors) => doors.execute('job.explain', { uid: row.uid }, actor),
  }),
  getForecastScore: route('getForecastScore', {
    load: ({ actor }) => everywhereInScope(actor, 'forecasts'),
    run: ({ actor }, _, doors) => doors.read('forecast.score', { workspaceUid: actor.workspaceUid ?? null }),
  }),
};
