import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Whom the viewers watch: all events of our server, or the naive peer. */
export type Watched = { kind: 'ours'; url: string; token: string } | { kind: 'naive'; url: string };

export interface ViewersOptions {
  watched: Watched;
  viewers: number;
  /** Read each event and keep the time of its arrival; else they are only counted. */
  timed: boolean;
}

/** To a process of viewers: answer once this many more events came, all viewers together. */
export interface Wait {
  events: number;
}

/** From it: first that all are there and caught up, then an answer to each wait. */
export type Told = { kind: 'ready' } | { kind: 'came'; arrivals: Arrival[] };

/** One event at one viewer: its own `at` (wall clock) and the monotonic time of its arrival, both in ms. */
export type Arrival = [at: number, arrived: number];

/** Viewers in processes of their own: one process could not read what a server sends to a thousand. */
export class ViewerPool {
  readonly #processes: { child: ChildProcess; viewers: number }[];

  private constructor(processes: { child: ChildProcess; viewers: number }[]) {
    this.#processes = processes;
  }

  /** Starts them, and waits until each follows. */
  static async open(watched: Watched, viewers: number, processes: number, timed: boolean): Promise<ViewerPool> {
    const entry = fileURLToPath(new URL('viewers.ts', import.meta.url));
    const share = viewers / processes;
    const pool = new ViewerPool(
      Array.from({ length: processes }, () => {
        const options: ViewersOptions = { watched, viewers: share, timed };
        return { child: fork(entry, [JSON.stringify(options)]), viewers: share };
      }),
    );
    await Promise.all(pool.#processes.map(({ child }) => told(child)));
    return pool;
  }

  /** Waits until each viewer took this many events more; answers their arrivals if those are kept. */
  async taken(events: number): Promise<Arrival[]> {
    const all = await Promise.all(
      this.#processes.map(({ child, viewers }) => {
        const came = told(child);
        child.send({ events: events * viewers } satisfies Wait);
        return came;
      }),
    );
    return all.flatMap((one) => (one.kind === 'came' ? one.arrivals : []));
  }

  close(): void {
    for (const { child } of this.#processes) child.kill();
  }
}

/** The next thing that a process tells. */
function told(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a process of viewers ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Told);
    });
  });
}
