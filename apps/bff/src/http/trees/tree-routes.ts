import { Fault } from '@trainyard/contracts/errors';
import { formatTime } from '@trainyard/contracts/times';
import type { FileTree } from '@trainyard/mounts/tree';
import type { Doors } from '../../doors.ts';
import { makeLink } from '../links/link-routes.ts';
import type { LinkTarget } from '../links/signed-link.ts';
import { fileServerBy, jobBy } from '../load.ts';
import { type Call, route } from '../route.ts';
import { storageAccountBy } from '../storage/storage-routes.ts';
import { listFiles, sendTreeFile, sendTreeZip, untilLeft } from './answers.ts';

/** A link to a file that is there now. */
async function link(
  doors: Doors,
  call: Pick<Call<'linkJobFile'>, 'req' | 'res' | 'credentials'>,
  { tree, target, minutes }: { tree: FileTree; target: LinkTarget; minutes: number },
): Promise<{ url: string; expiresAt: string }> {
  const { type } = await tree.stat(target.path, untilLeft(call.res));
  if (type === 'directory') throw new Fault('NotAFile', { path: target.path });
  const { url, expiresAt } = makeLink(doors, call, target, minutes);
  return { url, expiresAt: formatTime(expiresAt) };
}

export const treeRoutes = {
  listJobDirectories: route('listJobDirectories', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: async (_, { row }, doors) => ({ items: await doors.trees.directoriesOf(row) }),
  }),
  listJobFiles: route('listJobFiles', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: async (call, { row }, doors) => listFiles(await doors.trees.ofJob(row, at(call)), call.query, call),
  }),
  getJobFile: route('getJobFile', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: async (call, { row }, doors) => sendTreeFile(await doors.trees.ofJob(row, at(call)), call.query.path, call),
  }),
  zipJobFiles: route('zipJobFiles', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run(call, { row }, doors) {
      const name = `${row.name}-${call.params.directory}`;
      return sendTreeZip(await doors.trees.ofJob(row, at(call)), { path: call.query.path, name }, call);
    },
  }),
  linkJobFile: route('linkJobFile', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run(call, { row }, doors) {
      const { minutes, ...rest } = call.body;
      const { directory } = call.params;
      const tree = await doors.trees.ofJob(row, { directory, ...rest });
      return link(doors, call, { tree, minutes, target: { of: 'job', uid: row.uid, directory, ...rest } });
    },
  }),
  listFileServerFiles: route('listFileServerFiles', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    run: async (call, { row }, doors) => listFiles(doors.trees.ofFileServer(row), call.query, call),
  }),
  getFileServerFile: route('getFileServerFile', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    run: async (call, { row }, doors) => sendTreeFile(doors.trees.ofFileServer(row), call.query.path, call),
  }),
  zipFileServerFiles: route('zipFileServerFiles', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    run: async (call, { row }, doors) =>
      sendTreeZip(doors.trees.ofFileServer(row), { path: call.query.path, name: row.name }, call),
  }),
  linkFileServerFile: route('linkFileServerFile', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    async run(call, { row }, doors) {
      const { minutes, path } = call.body;
      const tree = doors.trees.ofFileServer(row);
      return link(doors, call, { tree, minutes, target: { of: 'fileServer', uid: row.uid, path } });
    },
  }),
  listStorageFiles: route('listStorageFiles', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    run: async (call, { row }, doors) => listFiles(await doors.trees.ofAccount(row), call.query, call),
  }),
  getStorageFile: route('getStorageFile', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    run: async (call, { row }, doors) => sendTreeFile(await doors.trees.ofAccount(row), call.query.path, call),
  }),
  zipStorageFiles: route('zipStorageFiles', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    run: async (call, { row }, doors) =>
      sendTreeZip(await doors.trees.ofAccount(row), { path: call.query.path, name: row.name }, call),
  }),
  linkStorageFile: route('linkStorageFile', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    async run(call, { row }, doors) {
      const { minutes, path } = call.body;
      const tree = await doors.trees.ofAccount(row);
      return link(doors, call, { tree, minutes, target: { of: 'storageAccount', uid: row.uid, path } });
    },
  }),
};

/** The directory of a job that a call is about. */
function at({
  params,
  query,
}: {
  params: { directory: string };
  query: { unit?: number | undefined; attempt?: number | undefined };
}) {
  return { directory: params.directory, unit: query.unit, attempt: query.attempt };
}
