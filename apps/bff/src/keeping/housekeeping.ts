import { readFileSync } from 'node:fs';
import type { Archive } from '@trainyard/archive/archive';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { EventHub } from './live/event-hub.ts';
import { writePrivate } from './start/home.ts';
import type { Read } from './threads/protocol.ts';

export interface HousekeepingPorts {
  hub: EventHub;
  read: Read;
  archive: Archive;
  logger: Logger;
  /** Where it is written down up to which event the archive was cleared. */
  file: string;
}

/** Events looked at in one round. */
const batch = 500;
const clears = new Set<TrainyardEvent['type']>(['job.deleted', 'node.deleted', 'artifact.deleted']);

/**
 * Clears from the archive what the database no longer names. It follows the event log from where it stopped, so what was deleted
 * just before a crash is cleared after it; clearing twice changes nothing.
 */
export function startHousekeeping(ports: HousekeepingPorts): { stop(): void; settled(): Promise<void> } {
  let done = cursorIn(ports.file);
  let stopped = false;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (!stopped && done < ports.hub.seq) {
      const { events, seq } = await ports.read('event.after', { filter: {}, after: done, limit: batch });
      let cleared = false;
      for (const event of events) {
        if (!clears.has(event.type)) continue;
        await clear(ports, event);
        cleared = true;
      }
      done = events.length < batch ? seq : (events.at(-1)?.seq ?? seq);
      if (cleared || events.length === batch) writePrivate(ports.file, JSON.stringify({ seq: done }));
    }
  }

  function wake(): void {
    working ??= work()
      .catch((error: unknown) =>
        ports.logger.error({ err: error }, 'the archive could not be cleared; it is tried again'),
      )
      .finally(() => {
        working = undefined;
      });
  }

  const leave = ports.hub.on((events) => events.some(({ type }) => clears.has(type)) && wake());
  wake();
  return {
    stop() {
      stopped = true;
      leave();
    },
    settled: async () => working,
  };
}

async function clear({ archive, read }: HousekeepingPorts, { type, subject }: TrainyardEvent): Promise<void> {
  if (type === 'job.deleted') {
    // Samples stand in chunks with those of other jobs; they go by age.
    await archive.logs.remove(subject.uid);
  } else if (type === 'node.deleted') {
    await archive.logs.remove(`node/${subject.uid}`);
  } else {
    const sha256 = await contentOf(read, subject.uid);
    if (sha256 !== undefined && !(await read('blob.named', { sha256 }))) await archive.blobs.remove(sha256);
  }
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
