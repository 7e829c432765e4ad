import { Fault } from '@trainyard/contracts/errors';
import { installation } from '../../access/authorise.ts';
import { route } from '../route.ts';

/** 16 GiB: the largest file that is still sensibly shipped with each job; data sets belong on a volume. */
const blobBytesMost = 16 * 1024 ** 3;

export const blobRoutes = {
  hasBlob: route('hasBlob', {
    load: ({ params }) => installation(`file content ${params.sha256}`),
    async run({ params: { sha256 } }, _, doors) {
      const known = await doors.read('blob.get', { sha256 });
      if (!known || !(await doors.archive.blobs.has(sha256))) throw new Fault('BlobNotFound', { sha256 });
      return { sha256, bytes: known.bytes };
    },
  }),
  putBlob: route('putBlob', {
    load: ({ params }) => installation(`file content ${params.sha256}`),
    async run({ actor, params: { sha256 }, req }, _, doors) {
      const { bytes } = await doors.archive.blobs.put(sha256, req, blobBytesMost);
      await doors.execute('blob.store', { sha256, bytes }, actor);
      return { sha256, bytes };
    },
  }),
};
