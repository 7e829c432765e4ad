import { fenceKey } from '@trainyard/contracts/attempt';
import type { DesiredTask } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import { containerName } from '../containers/marks.ts';
import { newRecord } from '../journal.ts';
import { withMachineGpus } from './machine-gpus.ts';
import { TaskRun, type TaskServices } from './run.ts';

/** All tasks of the node, brought in line with what is desired. Level-triggered: calling it again changes nothing. */
export class TaskTable {
  readonly #services: TaskServices;
  readonly #runs = new Map<string, TaskRun>();
  readonly #dropping = new Set<string>();

  constructor(services: TaskServices) {
    this.#services = services;
  }

  get runs(): readonly TaskRun[] {
    return [...this.#runs.values()];
  }

  get(key: string): TaskRun | undefined {
    return this.#runs.get(key);
  }

  /** Names of the containers that living tasks have, or are about to have. */
  get containers(): ReadonlySet<string> {
    const { nodeUid } = this.#services.node;
    return new Set(this.runs.map(({ record }) => containerName(nodeUid, record.plan.fence)));
  }

  /** Takes over what an earlier agent left. */
  adopt(): void {
    const { journal, onProblem } = this.#services;
    for (const record of journal.load((path, error) => onProblem(`${path} cannot be read and is left alone`, error))) {
      this.#start(new TaskRun(record, this.#services));
    }
  }

  /** `mayStart` is false while the node is not set up: new tasks wait, others converge. */
  reconcile(desired: ReadonlyMap<string, DesiredTask>, mayStart: boolean): void {
    for (const run of this.runs) if (!desired.has(run.key)) this.#drop(run);
    for (const [key, { plan, want, go, reason: why, grace }] of desired) {
      if (this.#dropping.has(key)) continue;
      let run = this.#runs.get(key);
      if (!run) {
        if (want === 'run' && !mayStart) continue;
        const record = newRecord(withMachineGpus(plan, this.#services), this.#services.bootId);
        // One that is to stop before it began has only its end to tell.
        if (want === 'stop') record.stop = why ?? reason('gangStopped');
        run = new TaskRun(record, this.#services);
        this.#start(run);
      }
      if (want === 'stop') run.stop(why ?? reason('gangStopped'), grace);
      else if (go) run.go();
    }
  }

  /** Tells every task when its node is taken away; null without notice. */
  notify(reclaimAt: number | null): void {
    if (reclaimAt !== null) for (const run of this.runs) run.notify(reclaimAt);
  }

  #start(run: TaskRun): void {
    this.#runs.set(run.key, run);
    run.start();
  }

  #drop(run: TaskRun): void {
    if (this.#dropping.has(run.key)) return;
    this.#dropping.add(run.key);
    run
      .drop()
      .catch((error: unknown) => this.#services.onProblem(`task ${run.key} could not be cleaned up`, error))
      .finally(() => {
        this.#dropping.delete(run.key);
        this.#runs.delete(run.key);
        this.#services.onGone(run.key);
      });
  }
}

/** Key of a desired task in {@link TaskTable.reconcile}. */
export function keyOf(task: DesiredTask): string {
  return fenceKey(task.plan.fence);
}
