import { resolve, sep } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { BytesAnswer } from '@trainyard/sdk/client';
import { downloadFile } from '@trainyard/sdk/download-file';
import type { Context } from '../context.ts';
import { FailedError } from '../failure.ts';
import { bytesText } from '../output/bytes-text.ts';
import { type StatusLine, statusLine } from '../output/status-line.ts';
import { filesAt, type RemoteTree } from './remote-tree.ts';

/** What is fetched, and the directory it goes to. */
export interface Download {
  path: string;
  to: string;
}

/**
 * Fetches a file, or all files below a directory with their paths kept. Throws FailedError where a name leads out of the target, which is
 * then not written.
 */
export async function downloadFrom(context: Context, tree: RemoteTree, wanted: Download): Promise<number> {
  let count = 0;
  const line = statusLine(context.terminal);
  for await (const path of filesAt(tree, wanted.path)) {
    const target = targetOf(wanted, path);
    const { bytes, sha256 } = await downloadFile(
      async (options) => counted(await tree.open(path, options), path, line),
      target,
    ).finally(line.end);
    context.note(`${target} (${bytes} bytes${sha256 === null ? '' : `, SHA-256 ${sha256}`})`);
    count += 1;
  }
  return count;
}

/** The same bytes, and a line that says how many came. */
function counted(answer: BytesAnswer, path: string, line: StatusLine): BytesAnswer {
  const { range, length } = answer;
  let had = range?.from ?? 0;
  const whole = range?.total ?? length;
  const of = whole === null ? '' : ` of ${bytesText(whole)}`;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      had += bytes.byteLength;
      line.show(`${path}: ${bytesText(had)}${of}`);
      controller.enqueue(bytes);
    },
  });
  return { ...answer, stream: answer.stream.pipeThrough(count) };
}

/** Says which path had nothing. */
export function nothingFound(path: string): Fault {
  return new Fault('FileNotFound', { path: path || '.' });
}

/** A file that was named comes by its own name, one of a directory by its path below that. Names come from whoever wrote the files. */
function targetOf({ path, to }: Download, file: string): string {
  const below = path ? file.slice(path.length + 1) : file;
  const name = file === path ? (file.split('/').at(-1) as string) : below;
  const root = resolve(to);
  const target = resolve(root, name);
  if (!target.startsWith(root === sep ? sep : root + sep) || file.includes('\0')) {
    throw new FailedError(`the file's name leads out of ${to}: ${file}`);
  }
  return target;
}
