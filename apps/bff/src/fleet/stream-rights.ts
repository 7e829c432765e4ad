import { type Fence, fenceKey } from '@trainyard/contracts/attempt';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { parseStream } from '@trainyard/contracts/log-frame';
import type { Read } from '../threads/protocol.ts';

/** `stale`: the unit has a newer attempt, or the job is gone. `foreign`: another node's, or no such thing. */
export type Right = 'own' | 'stale' | 'foreign';

/** Answers remembered per node: far over the tasks that a node has at a time. */
const rememberedMost = 4_096;

/** Says what a node may write to: only its own tasks of the newest attempt, and its own set-up. */
export class StreamRights {
  readonly #nodeUid: string;
  readonly #read: Read;
  readonly #known = new Map<string, Promise<Right>>();

  constructor(nodeUid: string, read: Read) {
    this.#nodeUid = nodeUid;
    this.#read = read;
  }

  async ofStream(stream: string): Promise<Right> {
    const owner = parseStream(stream);
    if (!owner) return 'foreign';
    if (owner.kind === 'node') return owner.nodeUid === this.#nodeUid ? 'own' : 'foreign';
    return this.ofTask(owner.fence);
  }

  ofTask(fence: Fence): Promise<Right> {
    const key = fenceKey(fence);
    const known = this.#known.get(key);
    if (known) return known;
    const asked = this.#ask(fence);
    asked.catch(() => this.#known.delete(key));
    if (this.#known.size >= rememberedMost) this.#known.clear();
    this.#known.set(key, asked);
    return asked;
  }

  /** A new attempt makes older ones stale, a deleted job all of them. */
  onEvents(events: readonly TrainyardEvent[]): void {
    for (const { type, jobUid } of events) {
      if (jobUid === null || !(type === 'attempt.created' || type === 'task.created' || type === 'job.deleted'))
        continue;
      for (const key of this.#known.keys()) if (key.startsWith(`${jobUid}/`)) this.#known.delete(key);
    }
  }

  async #ask(fence: Fence): Promise<Right> {
    const task = await this.#read('fleet.task', fence);
    if (!task) return 'stale';
    if (task.nodeUid !== this.#nodeUid) return 'foreign';
    return task.newest > fence.attempt ? 'stale' : 'own';
  }
}
