import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '@trainyard/contracts/durations';
import { registryOf } from '@trainyard/contracts/image-reference';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Clock } from '@trainyard/runtime/clock';
import { StepFailure } from '../tasks/step.ts';
import { type Credentials, type Engine, EngineFault } from './engine.ts';
import { PulledImages, toEvict } from './image-cache.ts';
import { Pulls, PullTimeout } from './pulls.ts';

export interface ImagesOptions {
  /** Directory of the agent's own. */
  directory: string;
  clock: Clock;
  pullMs: number;
  keepBytes: number;
  /** References that tasks of the node need now. */
  inUse(): ReadonlySet<string>;
  onProblem(what: string, error: unknown): void;
}

export interface ImageWanted {
  reference: string;
  credentials: Credentials | null;
  /** For people: which node has or lacks it. */
  node: string;
  onDetail(text: Text): void;
  signal: AbortSignal;
}

/** Of the engine's disk: with less than a tenth free the next image may not fit. */
const wantedFreePart = 0.1;

/** The images of a node: pulled once, kept while there is room, removed when nobody needs them. */
export class Images {
  readonly #options: ImagesOptions;
  readonly #pulls: Pulls;
  readonly #pulled: PulledImages;

  constructor(options: ImagesOptions) {
    this.#options = options;
    this.#pulls = new Pulls(options.clock, options.pullMs);
    this.#pulled = new PulledImages(join(options.directory, 'images.json'));
  }

  /**
   * Makes sure that an image is there, and that who asks may have it. One that was made on the machine is used as it is. For any other
   * its registry is asked each time: a tag may have moved, and nobody gets by another's sign-in what is not theirs. A registry that is
   * down does not keep back an image that it gives to everybody. Throws StepFailure, or the signal's reason.
   */
  async ensure(engine: Engine, wanted: ImageWanted): Promise<void> {
    const { reference, credentials, onDetail } = wanted;
    const { clock } = this.#options;
    const before = await engine.findImage(reference);
    const found = (): void => onDetail(reason('imageFound', { image: reference }));
    if (before && !before.fromRegistry) return found();
    await this.evict(engine);
    try {
      await this.#pull(engine, wanted);
    } catch (error) {
      const isDown = error instanceof StepFailure && error.reason.code === 'registryUnreachable';
      if (!isDown || !before || credentials || this.#pulled.get(reference)?.signedIn) throw error;
      this.#pulled.used(reference, clock.now());
      return found();
    }
    const after = await engine.findImage(reference);
    // What was there before we came is not ours to remove.
    const known = this.#pulled.get(reference);
    if (!after || (after.id === before?.id && !known)) return;
    const { id, bytes } = after;
    const signedIn = credentials !== null && (known === undefined || known.signedIn);
    this.#pulled.add({ reference, id, bytes, usedAt: clock.now(), signedIn });
  }

  async #pull(engine: Engine, { reference, credentials, node, onDetail, signal }: ImageWanted): Promise<void> {
    const registry = registryOf(reference);
    const where = { image: reference, registry, node };
    onDetail(reason('imageAsked', where));
    let total = 0;
    const onProgress = (progress: { done: number; total: number }): void => {
      total = progress.total;
      onDetail(reason('imagePulling', { image: reference, ...progress }));
    };
    try {
      await this.#pulls.pull(engine, reference, credentials, onProgress, signal);
    } catch (error) {
      if (error instanceof PullTimeout) {
        throw new StepFailure('imagePullTimeout', { ...where, limit: formatDuration(this.#options.pullMs) });
      }
      if (error instanceof EngineFault) throw new StepFailure(error.code, { ...where, why: error.message });
      throw error;
    }
    onDetail(
      total > 0 ? reason('imagePulled', { image: reference, total }) : reason('imageFound', { image: reference }),
    );
  }

  /** Removes images of this node that are over the limit or in the way. Never throws. */
  async evict(engine: Engine): Promise<void> {
    const { keepBytes } = this.#options;
    const { free, total } = await roomAt(engine.store);
    const room = { keepBytes, free, wantedFree: total * wantedFreePart };
    await this.#remove(engine, toEvict(this.#pulled.all, this.#options.inUse(), room));
  }

  /** Removes all that this node pulled and nobody uses: the node goes. Never throws. */
  async evictAll(engine: Engine): Promise<void> {
    await this.#remove(engine, this.#pulled.all);
  }

  async #remove(engine: Engine, images: readonly { reference: string; id: string }[]): Promise<void> {
    for (const { reference, id } of images) {
      try {
        const now = await engine.findImage(reference);
        // Somebody gave this name to another image since: that one is theirs.
        const gone = now === undefined || now.id !== id || (await engine.removeImage(reference));
        if (gone) this.#pulled.remove(reference);
      } catch (error) {
        this.#options.onProblem(`image ${reference} could not be removed`, error);
        return;
      }
    }
  }
}

/** A disk that does not tell is taken for one with room. */
async function roomAt(path: string): Promise<{ free: number; total: number }> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return { free: 1, total: 0 };
  }
}
