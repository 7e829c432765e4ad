import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { IgnoredPaths } from '@trainyard/sdk/ignored-paths';

/**
 * The rules of `.gitignore` files above a directory, up to the top of the repository that it lies in; none outside of one. A directory that
 * they leave out as a whole is shipped all the same: it was named. `directory` must be a real path.
 */
export async function rulesAbove(directory: string): Promise<IgnoredPaths> {
  const repository = await repositoryOf(directory);
  if (repository === undefined || repository === directory) return IgnoredPaths.none();
  let rules = IgnoredPaths.none(relative(repository, directory));
  for (const above of directoriesBetween(repository, directory)) {
    const text = await readFile(join(above, '.gitignore'), 'utf8').catch(() => '');
    rules = rules.withAbove(relative(repository, above), text);
  }
  return rules.hasBase ? IgnoredPaths.none() : rules;
}

async function repositoryOf(directory: string): Promise<string | undefined> {
  for (let at = directory; ; at = dirname(at)) {
    const isRepository = await stat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isRepository) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** From the top down, without the directory itself. */
function directoriesBetween(top: string, directory: string): string[] {
  const found: string[] = [];
  for (let at = dirname(directory); ; at = dirname(at)) {
    found.unshift(at);
    if (at === top) return found;
  }
}
