/** Indexes of segments that were read lately: who reads on and on, as a viewer that catches up does, has each decoded once. */
import { readEntries, type SoundEntries } from './index-file.ts';
import type { Segment } from './segment.ts';

/** Some 50 KB each, 400 KB at most. */
const knownMost = 32;

/** By the segment itself: a stream that went back to what is stored has new ones. In order of last use. */
const known = new Map<Segment, { entries: number; sound: Promise<SoundEntries> }>();

/** The entries that count of a segment's index, in the file at `path`; those that came since the last time are read alone. */
export function entriesOf(path: string, segment: Segment): Promise<SoundEntries> {
  const { base, length, entries } = segment;
  const had = known.get(segment);
  const isWhole = had !== undefined && had.entries >= entries;
  // One after the other: what is read is added to what was.
  const sound = isWhole ? had.sound : readOn();
  known.delete(segment);
  known.set(segment, { entries: Math.max(entries, had?.entries ?? 0), sound });
  if (!isWhole) sound.catch(() => known.get(segment)?.sound === sound && known.delete(segment));
  for (const oldest of known.keys()) {
    if (known.size <= knownMost) break;
    known.delete(oldest);
  }
  return sound;

  async function readOn(): Promise<SoundEntries> {
    return readEntries(path, base, base + length, entries, await had?.sound);
  }
}
