import { mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Fence } from '@trainyard/contracts/attempt';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { joinJoint, jointPath, leaveJoint } from '@trainyard/runtime/node/joint-directory';
import type { TaskLayout } from './layout.ts';

/**
 * AZ_BATCHAI_SHARED_JOB_TEMP: a directory that all tasks of an attempt see, where the node's provisioner names a place that all its nodes
 * see. The path in the task's own directory leads there. Without such a place it is a directory of the task alone.
 */
export class SharedTemp {
  readonly #root: string | undefined;
  readonly #nodeUid: string;

  constructor(root: string | undefined, nodeUid: string) {
    this.#root = root;
    this.#nodeUid = nodeUid;
  }

  /** Where the shared directory itself is, for whatever does not follow the task's path; null: the task's is not shared. */
  pathOf({ fence, gang }: Pick<TaskPlan, 'fence' | 'gang'>): string | null {
    return this.#root === undefined || gang.length === 1 ? null : jointPath(this.#root, attemptId(fence));
  }

  /** A directory beside it that all tasks see too and no job is shown, for what the agents share; null as above. */
  besideOf(plan: Pick<TaskPlan, 'fence' | 'gang'>): string | null {
    const path = this.pathOf(plan);
    return path === null ? null : dirname(path);
  }

  /** Makes the task's path to it. Doing it again changes nothing. */
  async place({ fence, gang }: Pick<TaskPlan, 'fence' | 'gang'>, { shared }: TaskLayout): Promise<void> {
    if (this.#root === undefined || gang.length === 1) {
      await mkdir(shared, { recursive: true });
      return;
    }
    const path = await joinJoint(this.#root, attemptId(fence), this.#member(fence));
    const present = await readlink(shared).catch(() => undefined);
    if (present !== path) await symlink(path, shared);
  }

  /** The task needs it no more; with the last task of the attempt it goes. */
  async leave({ fence, gang }: Pick<TaskPlan, 'fence' | 'gang'>): Promise<void> {
    if (this.#root !== undefined && gang.length > 1) {
      await leaveJoint(this.#root, attemptId(fence), this.#member(fence));
    }
  }

  /** By the node's uid its provisioner finds what a node left that was killed. */
  #member({ task }: Fence): string {
    return `${this.#nodeUid}.${task}`;
  }
}

function attemptId({ job, unit, attempt }: Fence): string {
  return `${job.slice(-12)}-${unit}-${attempt}`;
}
