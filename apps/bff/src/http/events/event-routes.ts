import { everywhereInScope, maySee } from '../../access/authorise.ts';
import { workspaceBy } from '../load.ts';
import { route } from '../route.ts';

export const eventRoutes = {
  listEvents: route('listEvents', {
    load: async ({ actor, query }, doors) =>
      query.workspace === undefined
        ? everywhereInScope(actor, 'events')
        : { ...(await workspaceBy(doors, actor, query.workspace)), value: null },
    async run({ actor, query }, _, doors) {
      const asked = query.workspace && (await workspaceBy(doors, actor, query.workspace)).value.uid;
      const { events, seq } = await doors.read('event.after', {
        filter: {
          subject: query.subject,
          jobUid: query.job,
          clusterUid: query.cluster,
          workspaceUid: asked || actor.workspaceUid,
        },
        after: query.after,
        limit: query.last ?? query.limit,
        which: query.last === undefined ? 'first' : 'last',
      });
      // What the page is current to: with a full page of the first only its own last event.
      const through = query.last !== undefined || events.length < query.limit ? seq : (events.at(-1)?.seq ?? seq);
      return { items: events.filter((event) => maySee(actor, event)).map((event) => ({ ...event })), seq: through };
    },
  }),
};
