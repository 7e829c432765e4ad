import { createHash } from 'node:crypto';
import { fenceKey } from '@trainyard/contracts/attempt';
import {
  type Desired,
  type DesiredNode,
  type DesiredTask,
  desiredDigest,
  fleetLimits,
} from '@trainyard/contracts/fleet';
import type { DesiredSet } from '@trainyard/control/interface';

/** SHA-256 of the digest in hexadecimal: what both sides compare. */
export function desiredHash(tasks: Iterable<DesiredTask>): string {
  return createHash('sha256').update(desiredDigest(tasks)).digest('hex');
}

/** What one agent was told, and the next difference to it. Numbered from 1 per connection. */
export class SentDesired {
  #n = 0;
  #node: DesiredNode | undefined;
  readonly #tasks = new Map<string, { task: DesiredTask; text: string }>();

  /** Jobs that the agent has tasks of. */
  *jobs(): Iterable<string> {
    for (const { task } of this.#tasks.values()) yield task.plan.fence.job;
  }

  /** The whole set: at the welcome, and when the agent asks for it. */
  full({ node, tasks }: DesiredSet): Desired {
    this.#tasks.clear();
    for (const task of tasks) this.#keep(task);
    this.#node = node;
    return { n: ++this.#n, full: true, node, upsert: tasks, drop: [], hash: desiredHash(tasks) };
  }

  /** The difference to what was told before, in messages of at most 256 tasks; none when nothing differs. */
  deltas({ node, tasks }: DesiredSet): Desired[] {
    const wanted = new Set(tasks.map((task) => fenceKey(task.plan.fence)));
    const upsert = tasks.filter((task) => this.#tasks.get(fenceKey(task.plan.fence))?.text !== JSON.stringify(task));
    const gone = [...this.#tasks].filter(([key]) => !wanted.has(key));
    const nodeSame = JSON.stringify(node) === JSON.stringify(this.#node);
    if (upsert.length === 0 && gone.length === 0 && nodeSame) return [];
    this.#node = node;
    const changes: ({ put: DesiredTask } | { drop: string })[] = [
      ...gone.map(([drop]) => ({ drop })),
      ...upsert.map((put) => ({ put })),
    ];
    const deltas: Desired[] = [];
    do {
      const part = changes.splice(0, fleetLimits.tasksPerMessage);
      deltas.push(this.#delta(node, part));
    } while (changes.length > 0);
    return deltas;
  }

  #delta(node: DesiredNode, part: ({ put: DesiredTask } | { drop: string })[]): Desired {
    const delta: Desired = { n: ++this.#n, full: false, node, upsert: [], drop: [], hash: '' };
    for (const change of part) {
      if ('put' in change) {
        this.#keep(change.put);
        delta.upsert.push(change.put);
      } else {
        const known = this.#tasks.get(change.drop);
        this.#tasks.delete(change.drop);
        if (known) delta.drop.push(known.task.plan.fence);
      }
    }
    delta.hash = desiredHash([...this.#tasks.values()].map(({ task }) => task));
    return delta;
  }

  #keep(task: DesiredTask): void {
    this.#tasks.set(fenceKey(task.plan.fence), { task, text: JSON.stringify(task) });
  }
}
