import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Actor } from '@trainyard/contracts/actors';
import type { LogStream } from '@trainyard/contracts/api/logs';
import {
  type CapsuleLeft,
  type CapsuleManifest,
  type CapsulePart,
  capsuleEnd,
  capsuleFormat,
  capsuleOpening,
  doctype,
  embeddable,
  manifestElement,
  manifestText,
  partElement,
} from '@trainyard/contracts/capsule';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { version } from '@trainyard/contracts/version';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { Doors } from '../../doors.ts';
import { streamsOf } from '../logs/log-routes.ts';
import { factsOf } from './capsule-data.ts';
import { chunksOf, keptRanges, leftOut } from './capsule-logs.ts';

const packed = promisify(gzip);
/** Half the time of the best for almost its size. */
const level = 4;

/** The program and the style sheet that show a capsule, as the portal's build made them. */
export interface CapsuleViewer {
  script: string;
  style: string;
}

/** What the ranks printed first, by shard, attempt and rank; then what prepared and carried them. */
function byReading(a: LogStream, b: LogStream): number {
  const order = ({ phase, unit, attempt, rank, task, fd }: LogStream) =>
    [phase === 'run' ? 0 : 1, unit, attempt, rank ?? task, fd === 'stdout' ? 0 : 1] as const;
  const [of, than] = [order(a), order(b)];
  return of.map((one, at) => one - (than[at] as number)).find((way) => way !== 0) ?? 0;
}

const hashOf = (text: string, encoding: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(encoding);

/**
 * A job as one HTML file, made while it is sent: one element is in memory at a time. What is hashed stands before its hashes, so the manifest
 * comes last.
 */
export async function* writeCapsule(
  doors: Doors,
  { actor, view, viewer, logBytes }: { actor: Actor; view: JobView; viewer: CapsuleViewer; logBytes: number },
): AsyncGenerator<Buffer> {
  const { row, workspace, experiment } = view;
  const at = doors.clock.now();
  const script = embeddable(viewer.script);
  const style = embeddable(viewer.style);
  const whole = createHash('sha256');
  const parts: CapsulePart[] = [];
  const left: CapsuleLeft[] = [];
  const put = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    whole.update(bytes);
    return bytes;
  };
  const part = async (bytes: Uint8Array, about: Omit<CapsulePart, 'bytes' | 'sha256'>): Promise<Buffer> => {
    const text = (await packed(bytes, { level })).toString('base64');
    parts.push({ ...about, bytes: bytes.byteLength, sha256: hashOf(text, 'hex') });
    return put(partElement(parts.length - 1, text));
  };

  yield Buffer.from(doctype);
  yield put(
    capsuleOpening({
      title: `${row.name} · Trainyard`,
      style,
      styleHash: hashOf(style, 'base64'),
      scriptHash: hashOf(script, 'base64'),
    }),
  );
  for await (const { kind, value } of factsOf(doors, actor, view, (one) => left.push(one))) {
    yield await part(Buffer.from(JSON.stringify(value)), { kind });
  }
  // Streams grow while this is written: what is told of them is what is in it.
  const streams = row.pruned.logs ? [] : (await streamsOf(doors, row)).items.sort(byReading);
  if (row.pruned.logs) left.push({ what: 'logs', why: 'pruned' });
  for (const range of keptRanges(streams, logBytes)) {
    for await (const { bytes, ...about } of chunksOf(doors, range)) {
      yield await part(bytes, { kind: 'log', ...about });
    }
  }
  left.push(...streams.flatMap((stream) => leftOut(stream, parts)));
  const manifest: CapsuleManifest = {
    format: capsuleFormat,
    job: { uid: row.uid, workspace, experiment, name: row.name },
    at,
    by: actor.name,
    server: version,
    going: !isTerminal(jobMoves, row.state),
    parts,
    streams: streams.map(({ holes: _holes, process: _process, ...stream }) => stream),
    left,
    whole: whole.digest('hex'),
  };
  const text = manifestText(manifest);
  yield Buffer.from(manifestElement(text, hashOf(text, 'hex')) + capsuleEnd(script));
}
