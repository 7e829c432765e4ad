import type { TaskPlan } from '@trainyard/contracts/task-plan';

/** What really runs on the machines, whatever the tables say: each breach is a sentence, found as it happens. */
export class LiveCopies {
  readonly faults: string[] = [];
  /** Unit → attempt → processes of it that live. */
  readonly #attempts = new Map<string, Map<number, number>>();
  /** Node → GPU → the unit whose process has it. */
  readonly #gpus = new Map<string, Map<number, string>>();

  begins(nodeUid: string, plan: TaskPlan): void {
    const unit = unitOf(plan);
    const attempts = this.#attempts.get(unit) ?? new Map<number, number>();
    this.#attempts.set(unit, attempts);
    attempts.set(plan.fence.attempt, (attempts.get(plan.fence.attempt) ?? 0) + 1);
    if (attempts.size > 1)
      this.faults.push(`unit ${unit} runs as attempts ${[...attempts.keys()].join(' and ')} at once`);
    const gpus = this.#gpus.get(nodeUid) ?? new Map<number, string>();
    this.#gpus.set(nodeUid, gpus);
    for (const gpu of plan.resources.gpuIds) {
      const other = gpus.get(gpu);
      if (other !== undefined)
        this.faults.push(`units ${other} and ${unit} run on GPU ${gpu} of node ${nodeUid} at once`);
      gpus.set(gpu, unit);
    }
  }

  ends(nodeUid: string, plan: TaskPlan): void {
    const unit = unitOf(plan);
    const attempts = this.#attempts.get(unit);
    const left = (attempts?.get(plan.fence.attempt) ?? 0) - 1;
    if (left > 0) attempts?.set(plan.fence.attempt, left);
    else attempts?.delete(plan.fence.attempt);
    if (attempts?.size === 0) this.#attempts.delete(unit);
    const gpus = this.#gpus.get(nodeUid);
    for (const gpu of plan.resources.gpuIds) if (gpus?.get(gpu) === unit) gpus.delete(gpu);
  }
}

function unitOf({ fence }: TaskPlan): string {
  return `${fence.job}/${fence.unit}`;
}
