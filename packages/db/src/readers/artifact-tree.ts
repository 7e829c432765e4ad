import type { ReadDb } from './read-db.ts';

/** Files that one attempt of a unit left in one directory. */
export interface ArtifactsOf {
  jobUid: string;
  unit: number;
  /** Undefined: the newest that left something there. */
  attempt: number | undefined;
  kind: 'output' | 'checkpoint';
  directory: string;
}

/** A file; where several tasks left one at the same path, that of the first. */
export interface ArtifactFile {
  attempt: number;
  bytes: number;
  sha256: string;
  createdAt: number;
}

export interface ArtifactChild {
  name: string;
  /** null: a directory. */
  file: ArtifactFile | null;
}

interface Row extends ArtifactFile {
  file: string;
}

const within = 'jobUid = ? AND unit = ? AND kind = ? AND directory = ? AND attempt = ?';
const columns = 'attempt, file, bytes, sha256, createdAt';
const nextAfter = `SELECT ${columns} FROM artifacts WHERE ${within} AND file > ? ORDER BY file, task LIMIT 1`;
const nextFrom = `SELECT ${columns} FROM artifacts WHERE ${within} AND file >= ? ORDER BY file, task LIMIT 1`;
const exactly = `SELECT ${columns} FROM artifacts WHERE ${within} AND file = ? ORDER BY task LIMIT 1`;
const anyBelow = `SELECT 1 FROM artifacts WHERE ${within} AND file >= ? AND file < ? LIMIT 1`;
const newest =
  'SELECT attempt FROM artifacts WHERE jobUid = ? AND unit = ? AND kind = ? AND directory = ? ORDER BY attempt DESC LIMIT 1';

/** Paths below `path` begin with it and a slash, and end before it and what follows the slash among bytes. */
const belowOf = (path: string): [string, string] => [`${path}/`, `${path}0`];

/** The values of `within`; undefined where no attempt left anything. */
function keyOf(db: ReadDb, { jobUid, unit, attempt, kind, directory }: ArtifactsOf): unknown[] | undefined {
  const key = [jobUid, unit, kind, directory];
  const found = attempt ?? (db.statement(newest).pluck().get(key) as number | undefined);
  return found === undefined ? undefined : [...key, found];
}

/** One path of an attempt's files: a file, `directory`, or null. The top is a directory even where nothing was left. */
export function artifactAt(
  db: ReadDb,
  { path, ...of }: ArtifactsOf & { path: string },
): ArtifactFile | 'directory' | null {
  if (path === '') return 'directory';
  const key = keyOf(db, of);
  if (!key) return null;
  const row = db.statement(exactly).get([...key, path]) as Row | undefined;
  if (row) return fileOf(row);
  return db.statement(anyBelow).get([...key, ...belowOf(path)]) === undefined ? null : 'directory';
}

/**
 * Names in a directory, in the order of their bytes, each once: directories are made of the paths of files. A step through the index for
 * each name, whatever lies below it.
 */
export function artifactChildren(
  db: ReadDb,
  { under, after, limit, ...of }: ArtifactsOf & { under: string; after: string | null; limit: number },
): ArtifactChild[] {
  const key = keyOf(db, of);
  if (!key) return [];
  const prefix = under === '' ? '' : `${under}/`;
  const step = (sql: string, from: string): Row | undefined => {
    const row = db.statement(sql).get([...key, from]) as Row | undefined;
    return row?.file.startsWith(prefix) ? row : undefined;
  };
  const isDirectory = (name: string): boolean =>
    db.statement(anyBelow).get([...key, ...belowOf(`${prefix}${name}`)]) !== undefined;
  const found: ArtifactChild[] = [];
  let last = after;
  let row = after === null ? step(nextFrom, prefix) : step(nextAfter, `${prefix}${after}`);
  while (row && found.length < limit) {
    const rest = row.file.slice(prefix.length);
    const [name = ''] = rest.split('/', 1);
    const isFile = name === rest;
    const earlier = earlierDirectory(name, last, isDirectory);
    if (earlier !== undefined) {
      found.push({ name: earlier, file: null });
      last = earlier;
      continue;
    }
    if (name !== '' && isAfter(name, last)) {
      found.push({ name, file: isFile ? fileOf(row) : null });
      last = name;
    }
    row = isFile ? step(nextAfter, row.file) : step(nextFrom, belowOf(`${prefix}${name}`)[1]);
  }
  return found;
}

/**
 * A directory whose name comes before `name` although its files come after: `a/x` stands behind `a-b` since the slash is greater than the
 * hyphen. Its name is a beginning of the other.
 */
function earlierDirectory(
  name: string,
  last: string | null,
  isDirectory: (name: string) => boolean,
): string | undefined {
  for (let at = 1; at < name.length; at++) {
    if ((name[at] as string) >= '/') continue;
    const beginning = name.slice(0, at);
    if (isAfter(beginning, last) && isDirectory(beginning)) return beginning;
  }
  return undefined;
}

function isAfter(name: string, last: string | null): boolean {
  return last === null || Buffer.compare(Buffer.from(name), Buffer.from(last)) > 0;
}

function fileOf({ attempt, bytes, sha256, createdAt }: Row): ArtifactFile {
  return { attempt, bytes, sha256, createdAt };
}
