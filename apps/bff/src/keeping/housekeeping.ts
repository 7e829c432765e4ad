import { readFileSync } from 'node:fs';
import type { Archive } from '@trainyard/archive/archive';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Pruned } from '@trainyard/contracts/retention';
import type { Clock } from '@trainyard/runtime/clock';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { EventHub } from '../live/event-hub.ts';
import { writePrivate } from '../start/home.ts';
import type { Read } from '../threads/protocol.ts';
import { removeContents } from './remove-contents.ts';

export interface HousekeepingPorts {
  hub: EventHub;
  read: Read;
  archive: Archive;
  clock: Clock;
  logger: Logger;
  /** Where it is written down up to which event the archive was cleared. */
  file: string;
  /** Told after something was cleared. */
  onCleared?(): void;
}

/** After a failure it is tried again by then, such as when a full disk has room again. */
const againMs = 60_000;
/** Events looked at in one round. */
const batch = 500;
const clears = new Set<TrainyardEvent['type']>(['job.deleted', 'job.pruned', 'node.deleted', 'artifact.deleted']);

/**
 * Clears from the archive what an event says is gone. It follows the event log from where it stopped, so what was deleted
 * just before a crash is cleared after it; clearing twice changes nothing.
 */
export function startHousekeeping(ports: HousekeepingPorts): { stop(): void; settled(): Promise<void> } {
  let done = cursorIn(ports.file);
  let stopped = false;
  let working: Promise<void> | undefined;
  let cancel: (() => void) | undefined;

  async function work(): Promise<void> {
    while (!stopped && done < ports.hub.seq) {
      const { events, seq } = await ports.read('event.after', { filter: {}, after: done, limit: batch });
      const clearing = events.filter(({ type }) => clears.has(type));
      await clear(ports, clearing);
      done = events.length < batch ? seq : (events.at(-1)?.seq ?? seq);
      if (clearing.length > 0) ports.onCleared?.();
      if (clearing.length > 0 || events.length === batch) writePrivate(ports.file, JSON.stringify({ seq: done }));
    }
  }

  function wake(): void {
    working ??= work()
      .catch((error: unknown) => {
        ports.logger.error({ err: error }, 'the archive could not be cleared; it is tried again');
        cancel?.();
        cancel = ports.clock.setTimeout(wake, againMs);
      })
      .finally(() => {
        working = undefined;
      });
  }

  const leave = ports.hub.on((events) => events.some(({ type }) => clears.has(type)) && wake());
  wake();
  return {
    stop() {
      stopped = true;
      cancel?.();
      leave();
    },
    settled: async () => working,
  };
}

async function clear({ archive, read }: HousekeepingPorts, events: readonly TrainyardEvent[]): Promise<void> {
  const series = new Map<string, number>();
  const contents = new Set<string>();
  for (const { type, subject, changed, at } of events) {
    const { logs, series: samples } = partsOf(type, changed);
    const owner = type === 'node.deleted' ? `node/${subject.uid}` : subject.uid;
    if (logs) await archive.logs.remove(owner);
    if (samples) series.set(owner, at);
    const content = type === 'artifact.deleted' ? await contentOf(read, subject.uid) : undefined;
    if (content !== undefined) contents.add(content);
  }
  await removeContents({ archive, read }, [...contents]);
  if (series.size > 0) await clearSeries({ archive, read }, series);
}

/** Of all of them at once: their samples stand side by side, and each chunk that holds some is written anew. `goneAt` by owner. */
async function clearSeries(
  { archive, read }: Pick<HousekeepingPorts, 'archive' | 'read'>,
  goneAt: ReadonlyMap<string, number>,
): Promise<void> {
  const ends = new Map(goneAt);
  for (const { owner, endedAt } of await read('keeping.places', { owners: [...goneAt.keys()] })) {
    if (endedAt !== null) ends.set(owner, endedAt);
  }
  await archive.series.remove(new Set(ends.keys()), Math.max(...ends.values()));
}

function partsOf(type: TrainyardEvent['type'], changed: TrainyardEvent['changed']): { logs: boolean; series: boolean } {
  const pruned = (changed.pruned ?? {}) as Pruned;
  if (type === 'job.pruned') return { logs: pruned.logs !== undefined, series: pruned.series !== undefined };
  // A node's samples go with the next sweep: nodes come and go by the hour, and each would have chunks written anew.
  return { logs: type !== 'artifact.deleted', series: type === 'job.deleted' };
}

/** What a deleted artifact named stands in the event that made it. */
async function contentOf(read: Read, uid: string): Promise<string | undefined> {
  const { events } = await read('event.after', { filter: { subject: uid }, after: 0, limit: 1 });
  const sha256 = events[0]?.changed.sha256;
  return typeof sha256 === 'string' ? sha256 : undefined;
}

function cursorIn(file: string): number {
  try {
    const { seq } = JSON.parse(readFileSync(file, 'utf8')) as { seq: unknown };
    return typeof seq === 'number' && seq >= 0 ? seq : 0;
  } catch {
    return 0;
  }
}
