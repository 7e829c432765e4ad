/** From a recipe to what a server takes: contents by hash, and the body that names them. For callers that have no sdk. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { NamedRef } from '@trainyard/contracts/identity';
import type { JobCreateInput } from '@trainyard/contracts/job';
import type { Recipe, RecipeFile } from './catalogue.ts';

/** A recipe's file with what identifies its content. */
export interface HashedFile extends RecipeFile {
  /** Lower-case hexadecimal. */
  sha256: string;
  bytes: number;
  executable: boolean;
}

/** What a job says of a file whose content the server has. */
export type UploadedFile = Pick<HashedFile, 'path' | 'sha256' | 'executable'>;

/** Reads every file once, one after another, in small pieces. Throws the file system's errors. */
export async function hashFiles(files: readonly RecipeFile[]): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const { path, source } of files) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(source)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    const executable = ((await stat(source)).mode & 0o111) !== 0;
    hashed.push({ path, source, sha256: hash.digest('hex'), bytes, executable });
  }
  return hashed;
}

/** The body that submits a recipe whose files are uploaded. */
export function jobOf(
  recipe: Recipe,
  name: string,
  cluster: NamedRef,
  uploaded: readonly UploadedFile[],
): JobCreateInput {
  const files = uploaded.map(({ path, sha256, executable }) => ({ path, sha256, executable }));
  return { ...recipe.job, name, cluster, files };
}
