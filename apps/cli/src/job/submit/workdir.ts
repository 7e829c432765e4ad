import { realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type CodeFile, type CodeListing, listCode } from '@trainyard/sdk/code-directory';
import { uploadFiles } from '@trainyard/sdk/upload-files';
import type { Context } from '../../context.ts';
import { UsageError } from '../../failure.ts';
import { bytesText } from '../../output/bytes-text.ts';
import { plainText } from '../../output/plain-text.ts';
import type { Column } from '../../output/table.ts';
import { progressLine } from './progress-line.ts';

export const codeColumns: Column<CodeFile>[] = [
  { title: 'Path', value: ({ path }) => path },
  { title: 'Bytes', value: ({ bytes }) => bytes },
  { title: 'Executable', value: ({ executable }) => (executable ? 'yes' : null) },
];

/** What a job takes with it of a directory. */
export interface Workdir {
  /** Its real path. */
  top: string;
  listing: CodeListing;
}

/** Lists what would be shipped of a directory, within what the server takes. Throws UsageError, and the faults of {@link listCode}. */
export async function readWorkdir(context: Context, directory: string): Promise<Workdir> {
  const top = await realDirectory(directory);
  const limits = await context.client.call('getCodeLimits');
  const [{ diskTree }, { rulesAbove }] = await Promise.all([import('./disk-tree.ts'), import('./rules-above.ts')]);
  const listing = await listCode(diskTree(top), limits, await rulesAbove(top));
  const { files, bytes, others } = listing;
  context.note(`${files.length} ${files.length === 1 ? 'file' : 'files'} of ${top}, ${bytesText(bytes)}`);
  for (const other of others) context.note(`left out ${plainText(other)}: it is no file, or its name is no text`);
  return { top, listing };
}

/**
 * Sends what the server lacks of a directory and puts it all into the body's `files`. What was sent stays for a day, so that after a cut the
 * same command goes on. Throws UsageError where the body has files at the same paths.
 */
export async function shipWorkdir(
  context: Context,
  { top, listing }: Workdir,
  body: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const own = Array.isArray(body.files) ? (body.files as unknown[]) : [];
  mustNotClash(own, listing.files);
  const line = progressLine(context.terminal);
  const sources = listing.files.map(({ path, executable }) => ({ path, source: join(top, path), executable }));
  const files = await uploadFiles(context.client, sources, line.show).finally(line.end);
  context.note(`sent ${bytesText(line.sent)} that the server did not have`);
  return { ...body, files: [...own, ...files] };
}

async function realDirectory(directory: string): Promise<string> {
  try {
    const top = await realpath(directory);
    if ((await stat(top)).isDirectory()) return top;
  } catch (error) {
    throw new UsageError(`${directory} cannot be read: ${(error as Error).message}`);
  }
  throw new UsageError(`${directory} is no directory: --workdir takes the directory with the job's code`);
}

/** A path may be a file only once, and no file where another has a directory. */
function mustNotClash(own: readonly unknown[], files: readonly CodeFile[]): void {
  const paths = own.flatMap((file) => {
    const path = (file as { path?: unknown } | null)?.path;
    return typeof path === 'string' ? [posix.normalize(path)] : [];
  });
  const taken = new Set(files.flatMap(({ path }) => [path, ...parentsOf(path).map((parent) => `${parent}/`)]));
  const shipped = new Set(files.map(({ path }) => path));
  const clash = paths.find(
    (path) => taken.has(path) || taken.has(`${path}/`) || parentsOf(path).some((parent) => shipped.has(parent)),
  );
  if (clash === undefined) return;
  throw new UsageError(
    `${clash} stands in the files of the job and in the directory: rename one, or leave it out by .trainyardignore`,
  );
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
