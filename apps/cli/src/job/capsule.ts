import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type ReadCapsule, readCapsule } from '@trainyard/contracts/capsule';
import type { Command } from 'commander';
import { FailedError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { namedOrNewest, placeOf } from './place.ts';

interface Options {
  name?: string;
  to?: string;
  logBytes?: number;
}

/** Chunks of the end of a capsule that surely hold its manifest's seal: the program behind it is some hundred kB. */
const endChunks = 512;

export function jobCapsule(noun: Command, cli: Cli): void {
  noun
    .command('capsule')
    .description('Save all that is known of a job as one HTML file that shows itself without a server')
    .argument('[name]', 'the job; the newest unless given')
    .option('-n, --name <name>', 'the same as the argument')
    .option('--to <file>', 'where it goes; NAME.capsule.html unless given, - is stdout')
    .option('--log-bytes <bytes>', 'how much of its logs it may hold', wholeNumber(0))
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const job = await namedOrNewest(context, argument, options.name);
        const { logBytes, to = `${job.name}.capsule.html` } = options;
        const query = logBytes === undefined ? {} : { logBytes };
        const { stream } = await context.client.bytes('getCapsule', { params: placeOf(job), query });
        const source = Readable.fromWeb(stream as ReadableStream);
        if (to === '-') {
          for await (const part of source) context.terminal.out.write(part);
          return;
        }
        const { seal, bytes } = await save(source, to);
        context.note(`${to}: ${bytes} bytes, seal ${seal}`);
      }),
    );
}

/** Writes beside the file and renames at its end: what was cut off is never taken for a capsule. */
async function save(source: Readable, to: string): Promise<{ seal: string; bytes: number }> {
  const part = `${to}.part`;
  let bytes = 0;
  /** The newest chunks, some more than the end that is looked at. */
  let end: Buffer[] = [];
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      end.push(chunk);
      if (end.length > 2 * endChunks) end = end.slice(-endChunks);
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, watch, createWriteStream(part));
    const seal = /\n([0-9a-f]{64})<\/script><script>/.exec(Buffer.concat(end).toString('latin1'))?.[1];
    if (seal === undefined) throw new FailedError(`what the server sent for ${to} is not whole: save it again`);
    await rename(part, to);
    return { seal, bytes };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

export function jobCapsuleCheck(noun: Command, cli: Cli): void {
  noun
    .command('capsule-check')
    .description('Say whether a capsule is as it was written, without a server')
    .argument('<file>')
    .action(async (...given: unknown[]) => {
      const file = String(given[0]);
      await cli.local(async (printer) => {
        const capsule = readCapsule(await readFile(file, 'utf8'));
        if (capsule === undefined) throw new FailedError(`${file} is no capsule that this version can read`);
        const damaged = damagedIn(capsule);
        if (damaged.length > 0) throw new FailedError(`${file} is not as it was written: ${damaged.join(', ')}`);
        const { manifest, seal } = capsule;
        printer.note(
          `${file}: ${manifest.parts.length} parts of job ${manifest.job.name} are as they were written, seal ${seal}`,
        );
      })(...given.slice(1));
    });
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What of a capsule does not match its hash, in words; nothing for one that is whole. */
function damagedIn(capsule: ReadCapsule): string[] {
  const { manifest, text, seal, before } = capsule;
  const parts = manifest.parts.flatMap(({ kind, sha256, stream }, at) => {
    const own = capsule.part(at);
    return own !== undefined && hashOf(own) === sha256 ? [] : [stream === undefined ? kind : `${kind} ${stream}`];
  });
  if (hashOf(text) !== seal) parts.push('its list of parts');
  if (parts.length === 0 && hashOf(before) !== manifest.whole) parts.push('what stands between its parts');
  return parts;
}
