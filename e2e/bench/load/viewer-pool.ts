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

interface Process {
  child: ChildProcess;
  viewers: number;
  /** Rejects when the process ends before it is told to. */
  ended: Promise<never>;
}

/** Viewers in processes of their own: one process could not read what a server sends to a thousand. */
export class ViewerPool {
  readonly #processes: Process[];

  private constructor(processes: Process[]) {
    this.#processes = processes;
  }

  /** Starts them, and waits until each follows. Throws when a process of them ends. */
  static async open(watched: Watched, viewers: number, processes: number, timed: boolean): Promise<ViewerPool> {
    const options: ViewersOptions = { watched, viewers: viewers / processes, timed };
    const pool = new ViewerPool(Array.from({ length: processes }, () => start(options)));
    try {
      await Promise.all(pool.#processes.map(next));
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  /** Waits until each viewer took this many events more; answers their arrivals if those are kept. */
  async taken(events: number): Promise<Arrival[]> {
    const all = await Promise.all(
      this.#processes.map((process) => {
        const came = next(process);
        // Why it cannot be told is why it ended.
        process.child.send({ events: events * process.viewers } satisfies Wait, () => undefined);
        return came;
      }),
    );
    return all.flatMap((one) => (one.kind === 'came' ? one.arrivals : []));
  }

  close(): void {
    for (const { child } of this.#processes) child.kill();
  }
}

function start(options: ViewersOptions): Process {
  const entry = fileURLToPath(new URL('viewers.ts', import.meta.url));
  const child = fork(entry, [JSON.stringify(options)]);
  const ended = new Promise<never>((_, reject) => {
    child.on('exit', (code) => reject(new Error(`a process of viewers ended with ${code}`)));
  });
  ended.catch(() => undefined);
  return { child, viewers: options.viewers, ended };
}

/** The next thing that a process tells. */
function next({ child, ended }: Process): Promise<Told> {
  const told = new Promise<Told>((resolve) => child.once('message', (message) => resolve(message as Told)));
  return Promise.race([told, ended]);
}
