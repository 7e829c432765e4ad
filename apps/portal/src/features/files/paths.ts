/** Paths in a tree of files: joined, split and shown. Pure. */
import { neutralise } from '@trainyard/logs/terminal';

/** Names from the top down to `path`. */
export const stepsOf = (path: string): string[] => (path === '' ? [] : path.split('/'));

export const joinPath = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

/** The directory that holds `path`; of the top the top. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Characters that turn the order of what stands around them: a name could pass for another. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name in one line, with pictures of what cannot be seen: a name may hold a line break, a bell or a turn of direction. */
export function shownName(name: string): string {
  const oneLine = name.replaceAll('\u001b', '\u241b').replaceAll('\r', '\u240d').replaceAll('\n', '\u240a');
  return neutralise(oneLine.replaceAll('\t', '\u2409')).replace(turning, '\ufffd');
}

/** The path in an address: each name by itself, so that a name may hold `%`, `?` and `#`. */
export const addressPath = (path: string): string => stepsOf(path).map(encodeURIComponent).join('/');

/** A path of a shell: a prefix that may hold $NAME, and what stands in it. */
export function shellPath(prefix: string, path: string): string {
  const base = prefix.replace(/\/+$/, '');
  return path === '' ? base : `${base}/${path}`;
}
