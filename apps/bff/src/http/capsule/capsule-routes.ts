import { Fault } from '@trainyard/contracts/errors';
import { attachment, downloadHeaders, sendStream } from '../blobs/send-bytes.ts';
import { jobBy } from '../load.ts';
import { route } from '../route.ts';
import { writeCapsule } from './write-capsule.ts';

export const capsuleRoutes = {
  getCapsule: route('getCapsule', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ actor, query, req, res }, view, doors) {
      const viewer = await doors.portal.capsule();
      if (viewer === undefined) throw new Fault('PortalNotBuilt', {});
      // Opened here it would be a page of this server: it is sent to be kept, and acts only once it is somebody's own file.
      res.set({ ...downloadHeaders, 'content-disposition': attachment(`${view.row.name}.capsule.html`) });
      if (req.method === 'HEAD') res.end();
      else await sendStream(res, writeCapsule(doors, { actor, view, viewer, logBytes: query.logBytes }));
      return undefined;
    },
  }),
};
