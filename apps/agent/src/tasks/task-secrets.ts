import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { ServerFiles } from '../transfer/server-files.ts';
import type { Variables } from './variables.ts';

/** Secrets of a task: asked for when first needed, kept in memory only. Those of its volumes are for their mounting alone. */
export class TaskSecrets {
  readonly #plan: TaskPlan;
  readonly #files: Pick<ServerFiles, 'secrets'>;
  readonly #volumeRefs: ReadonlySet<string>;
  #known: Promise<Variables> | undefined;

  constructor(plan: TaskPlan, files: Pick<ServerFiles, 'secrets'>) {
    this.#plan = plan;
    this.#files = files;
    this.#volumeRefs = new Set(plan.volumes.flatMap(({ source }) => ('secretRef' in source ? [source.secretRef] : [])));
  }

  /** For its processes and its image. */
  async ofProcesses(signal: AbortSignal): Promise<Variables> {
    const { env, processes, image } = this.#plan;
    const planned = [env, ...processes.map((process) => process.env)].flat();
    if (!image?.credentials && !planned.some((variable) => 'secretRef' in variable)) return {};
    return this.#pick(await this.#all(signal), false);
  }

  /** For its volumes; `fresh`: they may have been renewed since. */
  async ofVolumes(fresh: boolean, signal: AbortSignal): Promise<Variables> {
    if (this.#volumeRefs.size === 0) return {};
    if (fresh) this.#known = undefined;
    return this.#pick(await this.#all(signal), true);
  }

  #all(signal: AbortSignal): Promise<Variables> {
    if (!this.#known) {
      const asked = this.#files.secrets({ fence: this.#plan.fence }, signal);
      this.#known = asked;
      // Who comes next asks again.
      asked.catch(() => {
        if (this.#known === asked) this.#known = undefined;
      });
    }
    return this.#known;
  }

  #pick(all: Variables, ofVolumes: boolean): Variables {
    return Object.fromEntries(Object.entries(all).filter(([name]) => this.#volumeRefs.has(name) === ofVolumes));
  }
}
