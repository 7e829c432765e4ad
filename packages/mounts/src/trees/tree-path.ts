import { Fault } from '@trainyard/contracts/errors';

/** As long as Linux takes a path; a longer one names nothing. */
const pathBytesMost = 4096;
/** As long as any of the file systems below takes a name. */
const nameBytesMost = 1024;
/** Deeper than any directory that people keep; each level costs a step. */
const depthMost = 256;

/** What cannot stand in a name: NUL, and the backslash, which some storage takes for a slash. */
const forbidden = /[\0\\]/;

/**
 * The names along a path, none for the top. What is no plain way downwards is refused as FileNotFound: `..`, `.`, empty names, an absolute
 * path, NUL, a backslash. Nothing is decoded: `%2e%2e` is a name like any other.
 */
export function namesAlong(path: string): string[] {
  if (path === '') return [];
  const names = path.split('/');
  const bad = (name: string): boolean =>
    name === '' || name === '.' || name === '..' || forbidden.test(name) || Buffer.byteLength(name) > nameBytesMost;
  if (Buffer.byteLength(path) > pathBytesMost || names.length > depthMost || names.some(bad)) throw notFound(path);
  return names;
}

/** What is said of everything that is not there for whoever asks, and of what leads out of a tree. */
export function notFound(path: string): Fault {
  return new Fault('FileNotFound', { path: path.slice(0, 512) });
}
