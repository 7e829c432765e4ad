import type { Clock } from '@trainyard/runtime/clock';
import type { Credentials, Engine, PullProgress } from './engine.ts';

/** The pull took longer than it may. */
export class PullTimeout extends Error {
  override readonly name = 'PullTimeout';
}

interface Shared {
  work: Promise<void>;
  waiting: number;
  progress: PullProgress | undefined;
  listeners: Set<(progress: PullProgress) => void>;
  end: AbortController;
}

/** Pulls of images: tasks that want the same one with the same credentials share one, which ends when none of them waits any more. */
export class Pulls {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #shared = new Map<string, Shared>();

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** Resolves when the image is there. Throws EngineFault, PullTimeout or the signal's reason. */
  async pull(
    engine: Engine,
    reference: string,
    credentials: Credentials | null,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    // With other credentials it is another question to the registry.
    const key = JSON.stringify([reference, credentials]);
    const shared = this.#shared.get(key) ?? this.#begin(key, engine, reference, credentials);
    shared.waiting++;
    shared.listeners.add(onProgress);
    if (shared.progress) onProgress(shared.progress);
    let leave = (): void => {};
    const stopped = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([shared.work, stopped]);
    } finally {
      signal.removeEventListener('abort', leave);
      shared.listeners.delete(onProgress);
      shared.waiting--;
      if (shared.waiting === 0) {
        this.#shared.delete(key);
        shared.end.abort(new Error('no task waits for this image any more'));
      }
    }
  }

  #begin(key: string, engine: Engine, reference: string, credentials: Credentials | null): Shared {
    const end = new AbortController();
    const listeners = new Set<(progress: PullProgress) => void>();
    const cancel = this.#clock.setTimeout(() => end.abort(new PullTimeout(reference)), this.#limitMs);
    const onProgress = (progress: PullProgress): void => {
      shared.progress = progress;
      for (const tell of listeners) tell(progress);
    };
    const work = engine.pull(reference, credentials, onProgress, end.signal).finally(cancel);
    // Nobody may be left to hear of it.
    work.catch(() => {});
    const shared: Shared = { work, waiting: 0, progress: undefined, listeners, end };
    this.#shared.set(key, shared);
    return shared;
  }
}
