import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { failureOf } from '../failure.ts';
import type { Kind, RequestOf } from '../kind.ts';
import { MountFailure } from '../port.ts';
import { reach } from '../reach.ts';
import { readFrom } from '../usable.ts';
import type { Look } from './arguments.ts';
import { probe } from './probe.ts';
import { type Remote, type RemoteSource, remoteOf } from './remote-config.ts';
import { serveRemote } from './serve-remote.ts';
import { uploadTrouble } from './uploads.ts';

/** A directory of a million names takes rclone as long as it takes the storage to list it. */
const readMs = 120_000;

/** What differs between volumes that rclone mounts. */
export interface RcloneKind<K extends RemoteSource['kind']> {
  /** Whether its directories are only parts of names. */
  isBucket: boolean;
  /** Where its server listens. */
  server(request: RequestOf<K>): { host: string; port: number; isHttp: boolean };
  look?(request: RequestOf<K>): Look & { notes?: Text[] };
  /** A closer word for a refusal, where the kind knows one. */
  closer?(why: Text, request: RequestOf<K>): Text;
}

/** A kind of volume that rclone mounts over FUSE: asked first, then mounted, then read from. */
export function rcloneKind<K extends RemoteSource['kind']>(of: RcloneKind<K>): Kind<K> {
  async function answer(request: RequestOf<K>, remote: Remote, signal: AbortSignal): Promise<Text | null> {
    const { host, port, isHttp } = of.server(request);
    await reach(host, port, request.label, isHttp, signal);
    const why = await probe(remote, of.isBucket, request.label, signal);
    return why && (of.closer?.(why, request) ?? why);
  }

  return {
    async mount(request, signal) {
      const remote = remoteFor(request);
      throwIf(await answer(request, remote, signal));
      const { notes = [], ...look } = of.look?.(request) ?? {};
      const served = await serveRemote(request, remote, look, signal);
      throwIf(await firstLook(request, remote, of.isBucket, signal));
      return { by: 'helper', helper: served.helper, notes };
    },
    async trouble(request) {
      const why = await uploadTrouble(request.home, request.label, request.secret === null ? [] : [request.secret]);
      return why && (of.closer?.(why, request) ?? why);
    },
    async ask(request, signal) {
      await mkdir(request.home, { recursive: true, mode: 0o700 });
      const remote = remoteFor(request);
      try {
        return await answer(request, remote, signal);
      } catch (error) {
        if (error instanceof MountFailure) return error.reason;
        throw error;
      }
    },
  };
}

/** A directory that is only read has to be there: in a bucket one that is not there is empty. */
async function firstLook(
  request: RequestOf<RemoteSource['kind']>,
  remote: Remote,
  isBucket: boolean,
  signal: AbortSignal,
): Promise<Text | null> {
  const { at, label, readOnly } = request;
  const { why, isEmpty } = await readFrom(at, label, readMs, 'volumeNotFound', signal);
  if (why || !readOnly || !isBucket || remote.prefix === '' || !isEmpty) return why;
  return reason('volumeNotFound', { label, why: `nothing is below ${remote.prefix}` });
}

function throwIf(why: Text | null): void {
  if (why) throw failureOf(why);
}

function remoteFor(request: RequestOf<RemoteSource['kind']>): Remote {
  return remoteOf(request.source, request.secret ?? '', (lines) => {
    const path = join(request.home, 'known_hosts');
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return path;
  });
}
