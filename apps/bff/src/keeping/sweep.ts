import type { Archive } from '@trainyard/archive/archive';
import { controllerActor } from '@trainyard/contracts/actors';
import type { Clock } from '@trainyard/runtime/clock';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { Execute, Read } from '../threads/protocol.ts';
import { removeContents } from './remove-contents.ts';

export interface SweepPorts {
  execute: Execute;
  read: Read;
  archive: Archive;
  clock: Clock;
  logger: Logger;
  /** Told after something was cleared. */
  onCleared?(): void;
}

/** Uploaded contents that no job names stay for a day: whoever sends a code directory over a bad line comes back to them. */
const unnamedMs = 24 * 3_600_000;
const collectEveryMs = 3_600_000;
/** A walk through the whole archive at the start, and then once a day. */
const sweepEvery = 24;
const batch = 500;

const actor = controllerActor('sweep');

/**
 * Clears from the archive what nothing names and nobody says a word about any more: contents that were sent and never used, uploads
 * that nobody goes on with, and what should have gone with an event and is still there.
 */
export function startSweeps(ports: SweepPorts): { stop(): void; settled(): Promise<void> } {
  const { clock, logger } = ports;
  let cancel: (() => void) | undefined;
  let stopped = false;
  let rounds = 0;
  let working: Promise<void> | undefined;

  function round(): void {
    const whole = rounds++ % sweepEvery === 0;
    working = (whole ? sweep(ports, () => stopped) : collect(ports))
      .catch((error: unknown) => {
        if (!stopped) logger.error({ err: error }, 'the archive could not be swept; it is tried again');
      })
      .finally(() => {
        working = undefined;
        if (!stopped) cancel = clock.setTimeout(round, collectEveryMs);
      });
  }

  round();
  return {
    stop() {
      stopped = true;
      cancel?.();
    },
    settled: async () => working,
  };
}

/** Contents that were uploaded and that no job named for a day. */
async function collect(ports: SweepPorts): Promise<void> {
  const before = ports.clock.now() - unnamedMs;
  for (let more = true; more; ) {
    const found = await ports.execute('blob.collect', { before }, actor);
    const freed = await removeContents(ports, found.sha256);
    if (found.sha256.length > 0) {
      ports.logger.info({ contents: found.sha256.length, freed }, 'contents that no job names were removed');
      ports.onCleared?.();
    }
    more = found.more;
  }
}

/** Everything once: exported for tests, which bring a clock of their own. */
export async function sweep(ports: SweepPorts, stopped: () => boolean = () => false): Promise<void> {
  const { archive, read, clock } = ports;
  const before = clock.now() - unnamedMs;
  await collect(ports);
  await archive.uploads.prune(before);
  const owners = await archive.logs.owners();
  for (let at = 0; at < owners.length && !stopped(); at += batch) {
    const { logs } = await read('keeping.gone', { owners: owners.slice(at, at + batch) });
    for (const owner of logs) await archive.logs.remove(owner);
  }
  await sweepSeries(ports, stopped);
  await sweepContents(ports, before, stopped);
  ports.onCleared?.();
}

async function sweepSeries({ archive, read, clock }: SweepPorts, stopped: () => boolean): Promise<void> {
  const seen = new Set<string>();
  for await (const part of archive.series.owners()) {
    if (stopped()) return;
    for (const owner of (await part.read()).keys()) seen.add(owner);
  }
  const gone = new Set<string>();
  const owners = [...seen];
  for (let at = 0; at < owners.length; at += batch) {
    const { series } = await read('keeping.gone', { owners: owners.slice(at, at + batch) });
    for (const owner of series) gone.add(owner);
  }
  if (gone.size > 0) await archive.series.remove(gone, clock.now());
}

/** Contents older than a day without a name: a crash came between storing and naming, or between forgetting and removing. */
async function sweepContents(ports: SweepPorts, before: number, stopped: () => boolean): Promise<void> {
  let some: string[] = [];
  for await (const sha256 of ports.archive.blobs.list(before)) {
    if (stopped()) return;
    some.push(sha256);
    if (some.length < batch) continue;
    await removeContents(ports, some);
    some = [];
  }
  await removeContents(ports, some);
}
