import type { TrainyardEvent } from '@trainyard/contracts/events';
import { attemptMoves, isTerminal, jobMoves, mayMove, unitMoves } from '@trainyard/contracts/lifecycles';
import type { AllocationRow, AttemptRow, JobRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import { emptyState, fold, type State } from '@trainyard/db/state';
import { arrayAddsUp } from './arrays-add-up.ts';
import { Holdings } from './holdings.ts';
import { QuotasKept } from './quotas-kept.ts';

type Living = { attempts: Set<string>; unit: string | undefined };

/**
 * What the events of each commit add up to, and what must hold of it after every commit. Only what the events touch is looked at, so a
 * commit costs the same after an hour as at the start.
 */
export class Recorded {
  readonly state: State = emptyState();
  /** seq of the newest event taken. */
  seq = 0;
  readonly #holdings = new Holdings(this.state);
  readonly #quotas = new QuotasKept(this.state);
  /** Unit (job/index) → its row and its attempts that have not ended. */
  readonly #units = new Map<string, Living>();
  /** Job → uids of its units. */
  readonly #unitsOfJob = new Map<string, Set<string>>();
  /** Attempt (job/unit/number) → uids of its tasks. */
  readonly #tasks = new Map<string, Set<string>>();

  /** Takes the events of one commit; answers what they break, in sentences. */
  take(events: readonly TrainyardEvent[]): string[] {
    const faults: string[] = [];
    const touched = new Set<string>();
    const arrays = new Set<string>();
    for (const event of events) {
      if (event.seq !== this.seq + 1) faults.push(`event ${this.seq + 1} is missing before ${event.seq}`);
      this.seq = event.seq;
      const before = this.state[event.subject.kind][event.subject.uid];
      faults.push(...this.#moved(event, before));
      fold(this.state, [event]);
      this.#index(event, before, touched);
      const { kind } = event.subject;
      if ((kind === 'unit' || kind === 'job') && event.jobUid) arrays.add(event.jobUid);
      if (kind === 'allocation') {
        faults.push(...this.#holdings.take(event), ...this.#quotas.take(event));
      }
      if (event.type === 'preemption.made') faults.push(...this.#receipt(event));
      if (event.type === 'node.deleted') faults.push(...this.#holdings.nodeGone(event.subject));
    }
    for (const unit of touched) faults.push(...this.#unit(unit));
    for (const uid of arrays) faults.push(...this.#array(uid));
    return faults;
  }

  /** Lifecycles go only where they may, and nothing leaves a final state. */
  #moved({ subject, type, changed }: TrainyardEvent, before: Record<string, unknown> | undefined): string[] {
    if (!before) return [];
    const { path } = subject;
    const [from, to] = [before.state ?? before.phase, changed.state ?? changed.phase];
    if (type === 'job.deleted' && !isTerminal(jobMoves, from as JobRow['state']))
      return [`${path} was deleted while it was ${from}`];
    if (typeof from !== 'string' || typeof to !== 'string' || from === to) return [];
    const moves = { job: jobMoves, unit: unitMoves, attempt: attemptMoves }[subject.kind as string];
    return moves && !mayMove(moves as never, from as never, to as never) ? [`${path} went from ${from} to ${to}`] : [];
  }

  #index({ subject, type }: TrainyardEvent, before: object | undefined, touched: Set<string>): void {
    const { kind, uid } = subject;
    const row = this.state[kind][uid] ?? before;
    if (!row) return;
    const gone = type.endsWith('.deleted');
    if (kind === 'unit') {
      const { jobUid, index } = row as unknown as UnitRow;
      const key = `${jobUid}/${index}`;
      this.#living(key).unit = gone ? undefined : uid;
      if (gone) this.#units.delete(key);
      const units = this.#unitsOfJob.get(jobUid) ?? new Set();
      if (gone) units.delete(uid);
      else units.add(uid);
      this.#unitsOfJob.set(jobUid, units);
      touched.add(key);
    } else if (kind === 'attempt') {
      const { jobUid, unit, phase, number } = row as unknown as AttemptRow;
      const { attempts } = this.#living(`${jobUid}/${unit}`);
      if (gone || phase === 'ended') attempts.delete(uid);
      else attempts.add(uid);
      if (gone) this.#tasks.delete(`${jobUid}/${unit}/${number}`);
      touched.add(`${jobUid}/${unit}`);
    } else if (kind === 'task') {
      const { jobUid, unit, attempt } = row as unknown as TaskRow;
      const key = `${jobUid}/${unit}/${attempt}`;
      const tasks = this.#tasks.get(key) ?? new Set();
      this.#tasks.set(key, tasks.add(uid));
      touched.add(`${jobUid}/${unit}`);
    } else if (kind === 'allocation') {
      const { jobUid, unit } = row as unknown as AllocationRow;
      touched.add(`${jobUid}/${unit}`);
    }
  }

  #living(key: string): Living {
    const found = this.#units.get(key);
    if (found) return found;
    const fresh: Living = { attempts: new Set(), unit: undefined };
    this.#units.set(key, fresh);
    return fresh;
  }

  /** One that is being deleted goes a part at a time. */
  #array(uid: string): string[] {
    const job = this.state.job[uid] as unknown as JobRow | undefined;
    if (!job?.shards || job.deleting) return [];
    const units = [...(this.#unitsOfJob.get(uid) ?? [])].map((unit) => this.state.unit[unit] as unknown as UnitRow);
    return arrayAddsUp(job, units);
  }

  /** A unit runs exactly while one attempt of it lives, and that attempt is whole. */
  #unit(key: string): string[] {
    const living = this.#units.get(key);
    const unit = living?.unit === undefined ? undefined : (this.state.unit[living.unit] as unknown as UnitRow);
    if (!living || !unit) return [];
    const { attempts } = living;
    if (attempts.size > 1) return [`${unit.path} has ${attempts.size} living attempts`];
    if ((unit.state === 'running') !== (attempts.size === 1))
      return [`${unit.path} is ${unit.state} and has ${attempts.size === 0 ? 'no' : 'a'} living attempt`];
    const [uid] = attempts;
    return uid === undefined ? this.#holdings.leftOver(key, unit.path) : this.#gang(uid);
  }

  /** A gang has all of its tasks, each on a node of its own that it holds, or it has none. */
  #gang(uid: string): string[] {
    const { jobUid, unit, number, path } = this.state.attempt[uid] as unknown as AttemptRow;
    const key = `${jobUid}/${unit}/${number}`;
    const tasks = [...(this.#tasks.get(key) ?? [])].map((task) => this.state.task[task] as unknown as TaskRow);
    const needed = (this.state.job[jobUid] as unknown as JobRow | undefined)?.spec.nodeCount;
    const faults: string[] = [];
    if (tasks.length !== needed) faults.push(`${path} has ${tasks.length} tasks of ${needed}`);
    if (new Set(tasks.map(({ nodeUid }) => nodeUid)).size !== tasks.length)
      faults.push(`${path} has two tasks on a node`);
    const held = this.#holdings.nodesOf(key);
    if (tasks.some(({ nodeUid }) => !held.has(nodeUid)))
      faults.push(`${path} has a task on a node that it does not hold`);
    return faults;
  }

  /** Only what runs can be pre-empted, and no more can be lost than was run. */
  #receipt({ subject, at }: TrainyardEvent): string[] {
    const { jobUid, unit, attempt, lostMs } = this.state.preemption[subject.uid] as unknown as {
      jobUid: string;
      unit: number;
      attempt: number;
      lostMs: number;
    };
    const living = [...(this.#units.get(`${jobUid}/${unit}`)?.attempts ?? [])]
      .map((uid) => this.state.attempt[uid] as unknown as AttemptRow & { createdAt: number })
      .find(({ number }) => number === attempt);
    if (!living) return [`${subject.path} is a receipt for attempt ${attempt}, which does not run`];
    const most = at - living.createdAt;
    return lostMs >= 0 && lostMs <= most ? [] : [`${subject.path} says ${lostMs} ms were lost of ${most} ms run`];
  }
}
