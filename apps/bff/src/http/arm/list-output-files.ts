import type { FileEntry } from '@trainyard/contracts/file-entry';
import { formatTime } from '@trainyard/contracts/times';
import * as z from 'zod';
import { authorise } from '../../access/authorise.ts';
import { makeLink } from '../links/link-routes.ts';
import { jobBy } from '../load.ts';
import { untilLeft } from '../trees/answers.ts';
import { armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';

const query = pagedQuery.extend({
  outputdirectoryid: z.string().min(1).max(64),
  directory: z.string().max(4096).default('.'),
  linkexpiryinminutes: z.coerce.number().int().min(5).max(600).default(60),
});

/** A file as the service told it. */
interface ArmFile {
  name: string;
  fileType: 'file' | 'directory';
  downloadUrl?: string;
  properties?: { lastModified?: string; contentLength: number };
}

/** `.` is the top; `./a/` is `a`. */
function relativePath(directory: string): string {
  return directory
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** POST …/jobs/{job}/listOutputFiles: one page of a directory, each file with a link that needs no credentials (BATCHAI.md §9.4). */
export const listOutputFiles = armOperation({
  name: 'Jobs_ListOutputFiles',
  method: 'post',
  path: `${workspacePath}/experiments/:experiment/jobs/:job/listOutputFiles`,
  query,
  async run(call, doors) {
    const { params, actor, workspace } = call;
    const at = { workspace, experiment: params.experiment ?? '', name: params.job ?? '' };
    const found = await jobBy(doors, actor, at);
    authorise(actor, 'read', found);
    const { row } = found.value;
    const { outputdirectoryid: directory, linkexpiryinminutes: minutes } = call.query;
    const path = relativePath(call.query.directory);
    // The key of a page is the name before it.
    const { after = null, limit } = askedPage(call.query);
    const tree = await doors.trees.ofJob(row, { directory });
    const page = await tree.list(path, { after, limit }, untilLeft(call.res));
    const linkTo = (name: string): string => {
      const whole = path === '' ? name : `${path}/${name}`;
      return makeLink(doors, call, { of: 'job', uid: row.uid, directory, path: whole }, minutes).url;
    };
    return paged(call, page, (entry) => fileOf(entry, linkTo));
  },
});

function fileOf({ name, type, bytes, modified }: FileEntry, linkTo: (name: string) => string): ArmFile {
  if (type === 'directory') return { name, fileType: 'directory' };
  const properties = {
    ...(modified !== null && { lastModified: formatTime(Date.parse(modified)) }),
    contentLength: bytes ?? 0,
  };
  return { name, fileType: 'file', downloadUrl: linkTo(name), properties };
}
