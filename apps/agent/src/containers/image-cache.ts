import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** An image that this node pulled. */
export interface PulledImage {
  reference: string;
  id: string;
  bytes: number;
  /** ms since 1970. */
  usedAt: number;
  /** It was given to somebody who signed in: others have to ask its registry themselves. */
  signedIn: boolean;
}

export interface Room {
  /** Bytes of images that may stay while no task uses them. */
  keepBytes: number;
  /** Bytes that should be free on the engine's disk, and those that are. */
  wantedFree: number;
  free: number;
}

/**
 * The images to remove, least recently used first, until the rest fits and the disk has room. Those in use stay, and so does whatever
 * this node did not pull, since it is not in the list. Pure.
 */
export function toEvict(images: readonly PulledImage[], inUse: ReadonlySet<string>, room: Room): PulledImage[] {
  const idle = images.filter(({ reference }) => !inUse.has(reference)).sort((a, b) => a.usedAt - b.usedAt);
  let kept = idle.reduce((sum, { bytes }) => sum + bytes, 0);
  let missing = room.wantedFree - room.free;
  const evicted: PulledImage[] = [];
  for (const image of idle) {
    if (kept <= room.keepBytes && missing <= 0) break;
    evicted.push(image);
    kept -= image.bytes;
    missing -= image.bytes;
  }
  return evicted;
}

/** Which images a node pulled, across restarts of its agent. */
export class PulledImages {
  readonly #file: string;
  readonly #images: Map<string, PulledImage>;

  constructor(file: string) {
    this.#file = file;
    this.#images = new Map(read(file).map((image) => [image.reference, image]));
  }

  get all(): PulledImage[] {
    return [...this.#images.values()];
  }

  get(reference: string): PulledImage | undefined {
    return this.#images.get(reference);
  }

  add(image: PulledImage): void {
    this.#images.set(image.reference, image);
    this.#write();
  }

  /** It was used; one that is not this node's stays nobody's. */
  used(reference: string, at: number): void {
    const image = this.#images.get(reference);
    if (image) this.add({ ...image, usedAt: at });
  }

  remove(reference: string): void {
    if (this.#images.delete(reference)) this.#write();
  }

  #write(): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.all), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** A file that cannot be read makes its images the machine's own: nothing removes them. */
function read(file: string): PulledImage[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PulledImage[];
  } catch {
    return [];
  }
}
