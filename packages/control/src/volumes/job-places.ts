import { expand } from '@trainyard/contracts/expand';
import type { JobSpec } from '@trainyard/contracts/job';

/** Stand for the mount roots: no body can hold NUL. */
const roots = { job: '/\0job', cluster: '/\0cluster' } as const;
/** A path on no volume. */
const nowhere = '/nowhere';

/** Where a directory of a job is. */
export type Place =
  /** In a volume: `at` names it among those under its root; `path` leads from its top, `` for the top itself. */
  | { kind: 'volume'; root: keyof typeof roots; at: string; path: string }
  /** Without a path prefix: in the server's own stores. */
  | { kind: 'stores' }
  /** On no volume: on the disk of a node. */
  | { kind: 'node' };

/** Paths of the volumes under either mount root. */
export interface MountedAt {
  job: readonly string[];
  cluster: readonly string[];
}

/** What places depend on. */
export interface PlacedJob {
  spec: Pick<JobSpec, 'stdOutErrPathPrefix' | 'inputDirectories' | 'outputDirectories'>;
  /** jobOutputDirectoryPathSegment; a shard's with its index. */
  segment: string;
  /** Index and count of its shard; null without an array. */
  shard: { index: number; count: number } | null;
}

type Variables = Record<string, string>;

/**
 * Where the directories of a job are, by id; `stdouterr` is that of its logs. What agents do with the paths of a job (BATCHAI.md §9.2) is
 * done here with words for the mount roots in the place of directories.
 */
export function placesOf({ spec, segment, shard }: PlacedJob, mounted: MountedAt): Map<string, Place> {
  const variables: Variables = { AZ_BATCHAI_MOUNT_ROOT: roots.cluster, AZ_BATCHAI_JOB_MOUNT_ROOT: roots.job };
  if (shard) {
    variables.TRAINYARD_SHARD_INDEX = String(shard.index);
    variables.TRAINYARD_SHARD_COUNT = String(shard.count);
  }
  const places = new Map<string, Place>();
  const put = (id: string, prefix: string | undefined, rest: readonly string[]): void => {
    const path = prefix === undefined ? undefined : whole(expand(prefix, variables), segment, rest);
    places.set(id, path === undefined ? { kind: 'stores' } : placeOf(path, mounted));
    const name = id === 'stdouterr' ? 'AZ_BATCHAI_STDOUTERR_DIR' : `AZ_BATCHAI_OUTPUT_${id}`;
    if (path !== undefined) variables[name] = path;
  };
  put('stdouterr', spec.stdOutErrPathPrefix, ['stdouterr']);
  for (const { id, path } of spec.inputDirectories ?? []) {
    if (path !== undefined) variables[`AZ_BATCHAI_INPUT_${id}`] = expand(path, variables);
  }
  for (const { id, pathPrefix, pathSuffix = '' } of spec.outputDirectories ?? []) {
    put(id, pathPrefix, ['outputs', expand(pathSuffix, variables)]);
  }
  return places;
}

/** A root anywhere but at the front is none: on a node its directories would be names within another. */
function whole(prefix: string, segment: string, rest: readonly string[]): string {
  const marks = [prefix, ...rest].join('/').split('\0').length - 1;
  if (marks > 1 || (marks === 1 && prefix.indexOf('\0') !== 1)) return nowhere;
  return joinedPath(prefix, segment, ...rest);
}

/** The parts one below the other, with every `..` carried out: as a node's file system reads the path. */
function joinedPath(...parts: string[]): string {
  const text = parts.join('/');
  const names: string[] = [];
  for (const name of text.split('/')) {
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (name === '..' && !text.startsWith('/')) names.push(name);
    else if (name !== '' && name !== '.' && name !== '..') names.push(name);
  }
  return `${text.startsWith('/') ? '/' : ''}${names.join('/')}`;
}

/** The volume with the longest path that a path is in. */
function placeOf(path: string, mounted: MountedAt): Place {
  for (const root of ['job', 'cluster'] as const) {
    const mark = `${roots[root]}/`;
    if (!path.startsWith(mark)) continue;
    const below = path.slice(mark.length).replace(/\/+$/, '');
    const fitting = mounted[root].filter((at) => below === at || below.startsWith(`${at}/`));
    const [at] = fitting.toSorted((a, b) => b.length - a.length);
    if (at !== undefined) return { kind: 'volume', root, at, path: below.slice(at.length + 1) };
  }
  return { kind: 'node' };
}
