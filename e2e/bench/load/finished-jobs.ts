import { openLive } from '@trainyard/sdk/live';
import { adminToken } from '../../cluster/server.ts';
import type { Yard } from '../../cluster/yard.ts';

/** Counts the jobs of a workspace as they end, over the live channel: nobody asks the server while it works. */
export class FinishedJobs {
  #count = 0;
  #failed = 0;
  #told: () => void = () => undefined;
  readonly #live: ReturnType<typeof openLive>;

  private constructor(url: string) {
    this.#live = openLive({ url, token: adminToken });
  }

  static async of(yard: Yard): Promise<FinishedJobs> {
    const { uid } = await yard.client.call('getWorkspace', { params: { workspace: 'w' } });
    const finished = new FinishedJobs(yard.server.url);
    await new Promise<void>((resolve, reject) => {
      finished.#live.follow(`workspace:${uid}`, {
        onMark: () => resolve(),
        onError: reject,
        onEvents: (events) => finished.#take(events),
      });
    });
    return finished;
  }

  /** Waits until so many more jobs have ended; throws when one of them failed. */
  async more(count: number): Promise<void> {
    while (this.#count < count && this.#failed === 0) {
      await new Promise<void>((resolve) => {
        this.#told = resolve;
      });
    }
    if (this.#failed > 0) throw new Error(`${this.#failed} jobs that do nothing failed`);
    this.#count -= count;
  }

  close(): void {
    this.#live.close();
  }

  #take(events: readonly { type: string }[]): void {
    for (const { type } of events) {
      if (type === 'job.succeeded') this.#count += 1;
      else if (type === 'job.failed') this.#failed += 1;
    }
    this.#told();
  }
}
