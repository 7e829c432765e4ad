/** Where the streams of a job or node lie: `JOB/UNIT/` or `node/UID/`, one set of files a stream. */
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { parseStream } from '@trainyard/contracts/log-frame';

/** `name.BASE.log` bytes from offset BASE, `name.BASE.idx` their line index, `name.meta` holes and the end. */
export interface StreamPath {
  directory: string;
  name: string;
}

/** Digits of a base: sorts by name, and 2^53 has 16. */
const baseDigits = 16;

/** Only ids of the contract's shape have a path: no part of one can be `..` or hold a slash. */
export function pathOfStream(root: string, stream: string): StreamPath {
  const owner = parseStream(stream);
  if (owner === undefined) throw new Fault('LogNotFound', { name: stream.slice(0, 200) });
  const parts = stream.split('/');
  return { directory: join(root, ...parts.slice(0, 2)), name: parts.slice(2).join('_') };
}

export function segmentPath(path: StreamPath, base: number, kind: 'log' | 'idx'): string {
  return join(path.directory, `${path.name}.${String(base).padStart(baseDigits, '0')}.${kind}`);
}

export function metaPath(path: StreamPath): string {
  return join(path.directory, `${path.name}.meta`);
}

export type StreamFileKind = 'log' | 'idx' | 'meta' | 'lost';

/** What a file of a stream's directory is; undefined for what is not of a stream. */
export function parseFile(file: string): { name: string; kind: StreamFileKind; base: number } | undefined {
  const match = /^(\w+)\.(?:(\d{16})\.(log|idx)|meta)(\.lost|\.new)?$/.exec(file);
  if (match === null) return undefined;
  const [, name, base, kind, aside] = match as unknown as [string, string, ...(string | undefined)[]];
  if (aside !== undefined) return { name, kind: 'lost', base: 0 };
  return { name, kind: (kind ?? 'meta') as StreamFileKind, base: Number(base ?? 0) };
}

/** The id of a stream from where it lies; undefined when the place is none. */
export function streamOfFile(group: readonly [string, string], name: string): string | undefined {
  const stream = [...group, ...name.split('_')].join('/');
  return parseStream(stream) === undefined ? undefined : stream;
}

/**
 * A prefix of stream ids that ends at a slash: `JOB`, `JOB/UNIT`, `JOB/UNIT/ATTEMPT`…, `node/UID`, with or without a slash
 * at its end. It names at least the job or node.
 */
export function parsePrefix(prefix: string): string[] {
  const parts = (prefix.endsWith('/') ? prefix.slice(0, -1) : prefix).split('/');
  const uid = /^[0-9a-f-]{36}$/;
  const owner = parts[0] === 'node' ? parts[1] : parts[0];
  if (uid.test(owner ?? '') && parts.length <= 7 && parts.slice(1).every((part) => /^[\w-]+$/.test(part))) return parts;
  throw new Fault('LogNotFound', { name: prefix.slice(0, 200) });
}
