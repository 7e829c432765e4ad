import { Fault } from '@trainyard/contracts/errors';
import { installation } from '../../access/authorise.ts';
import { route } from '../route.ts';

/** 16 GiB: the largest file that is still sensibly shipped with each job; data sets belong on a volume. */
const blobBytesMost = 16 * 1024 ** 3;

export const blobRoutes = {
  hasBlob: route('hasBlob', {
    load: ({ params }) => installation(`file content ${params.sha256}`),
    async run({ actor, params: { sha256 } }, _, doors) {
      // Whoever asks is about to submit a job that names it.
      await doors.execute('blob.keep', { sha256: [sha256] }, actor);
      const known = await doors.read('blob.get', { sha256 });
      if (!known || !(await doors.archive.blobs.has(sha256))) throw new Fault('BlobNotFound', { sha256 });
      return { sha256, bytes: known.bytes };
    },
  }),
  putBlob: route('putBlob', {
    load: ({ params }) => installation(`file content ${params.sha256}`),
    async run({ actor, params: { sha256 }, req }, _, doors) {
      return doors.archive.blobs
        .put(sha256, req, blobBytesMost, (bytes) => doors.execute('blob.store', { sha256, bytes }, actor))
        .then(({ bytes }) => ({ sha256, bytes }));
    },
  }),
  missingBlobs: route('missingBlobs', {
    load: () => installation('file contents'),
    async run({ actor, body }, _, doors) {
      const { missing } = await doors.execute('blob.keep', body, actor);
      const lacking = new Set(missing);
      // A row whose bytes are gone, as after a disk was restored: to be sent again.
      for (const sha256 of new Set(body.sha256))
        if (!lacking.has(sha256) && !(await doors.archive.blobs.has(sha256))) lacking.add(sha256);
      return { missing: [...lacking] };
    },
  }),
  getCodeLimits: route('getCodeLimits', {
    load: () => installation('limits of files'),
    run: async (_call, _, doors) => doors.codeLimits,
  }),
};
