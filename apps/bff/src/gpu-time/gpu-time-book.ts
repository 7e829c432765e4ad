/** Where the time of each workspace's GPUs went. Steps that are over are read once and kept; samples that come late have them read again. */
import type { SeriesArchive } from '@trainyard/archive/series/series-archive';
import type { GpuTimeOfDay } from '@trainyard/contracts/gpu-time';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { GpuLedger } from '@trainyard/db/readers/gpu-ledger';
import type { Clock } from '@trainyard/runtime/clock';
import { gpuDay } from '@trainyard/series/gpu-day';
import type { Read } from '../threads/protocol.ts';
import { countGpus } from './held-gpus.ts';
import { type ReadStep, readSteps, unreadSteps } from './read-steps.ts';

export const gpuTimeLimits = {
  stepMs: 15 * 60_000,
  /** Of a day, the last of which is not over. */
  steps: 96,
  /**
   * Samples that one question unpacks of steps that are over, about a second of work in turns: two hours of 100 GPUs. The
   * rest is read by the next ones. As much again at most of the step that is not over.
   */
  samplesMost: 4_000_000,
  /** Steps that are read at once: a chunk of samples holds about an hour, and is so unpacked once. */
  stepsAtOnce: 4,
  /** ms after its end from which a step is kept: the last batches of samples have come. */
  settleMs: 60_000,
  /** ms that an answer is given again: everybody who looks at a workspace asks for the same. */
  heldMs: 1_000,
  /** As many times as long as it took to find it, too, up to `heldMostMs`: however many ask, it costs a tenth of one processor. */
  heldTimes: 10,
  heldMostMs: 15_000,
  /** Workspaces that are kept, the one asked for last at the end. */
  workspaces: 64,
} as const;

export interface GpuTimePorts {
  series: Pick<SeriesArchive, 'grids'>;
  read: Read;
  clock: Pick<Clock, 'now'>;
  limits?: { [K in keyof typeof gpuTimeLimits]?: number };
}

interface KeptStep {
  steps: ReadStep[];
  oneIn: number;
}

interface Shelf {
  kept: Map<number, KeptStep>;
  /** `until` is infinite while it is being found. */
  answer?: { until: number; told: Promise<GpuTimeOfDay> };
}

export class GpuTimeBook {
  readonly #ports: GpuTimePorts;
  readonly #limits: { [K in keyof typeof gpuTimeLimits]: number };
  readonly #shelves = new Map<string, Shelf>();
  /** How often samples of a step came: a step that was read meanwhile is not kept. */
  readonly #heard = new Map<number, number>();
  /** One question is worked on at a time: together they cost no more than one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: GpuTimePorts) {
    this.#ports = ports;
    this.#limits = { ...gpuTimeLimits, ...ports.limits };
  }

  /** Told of all samples as they come. Those of now cost a comparison each. */
  hear(frames: readonly SeriesFrame[]): void {
    const { stepMs } = this.#limits;
    const current = Math.floor(this.#ports.clock.now() / stepMs);
    for (const { t0, skew } of frames) {
      const step = Math.floor((t0 - skew) / stepMs);
      // A frame is of ten minutes at most: it reaches into the next step, no further.
      if (step < current) for (const one of [step, step + 1]) this.#late(one, current);
    }
  }

  #late(step: number, current: number): void {
    this.#heard.set(step, (this.#heard.get(step) ?? 0) + 1);
    for (const { kept } of this.#shelves.values()) kept.delete(step);
    if (this.#heard.size <= 2 * this.#limits.steps) return;
    for (const old of this.#heard.keys()) if (old < current - this.#limits.steps) this.#heard.delete(old);
  }

  /** Over the last day. Throws what the database or the archive throws. */
  of(workspaceUid: string): Promise<GpuTimeOfDay> {
    const shelf = this.#shelf(workspaceUid);
    const now = this.#ports.clock.now();
    if (shelf.answer && now < shelf.answer.until) return shelf.answer.told;
    const told = this.#last.then(() => this.#timed(workspaceUid, shelf));
    const answer = { until: Number.POSITIVE_INFINITY, told: told.then(({ day }) => day) };
    shelf.answer = answer;
    // What is not whole yet goes on with the next question, and what failed is tried again by it.
    const over = (until: number) => {
      answer.until = until;
    };
    this.#last = told.then(
      ({ day, until }) => over(day.readFrom > day.from ? 0 : until),
      () => over(0),
    );
    return answer.told;
  }

  async #timed(workspaceUid: string, shelf: Shelf): Promise<{ day: GpuTimeOfDay; until: number }> {
    const { heldMs, heldTimes, heldMostMs } = this.#limits;
    const { clock } = this.#ports;
    const began = clock.now();
    const day = await this.#look(workspaceUid, shelf);
    const end = clock.now();
    return { day, until: end + Math.max(heldMs, Math.min(heldMostMs, heldTimes * (end - began))) };
  }

  #shelf(workspaceUid: string): Shelf {
    const shelf = this.#shelves.get(workspaceUid) ?? { kept: new Map() };
    this.#shelves.delete(workspaceUid);
    this.#shelves.set(workspaceUid, shelf);
    if (this.#shelves.size > this.#limits.workspaces) {
      this.#shelves.delete(this.#shelves.keys().next().value as string);
    }
    return shelf;
  }

  async #look(workspaceUid: string, { kept }: Shelf): Promise<GpuTimeOfDay> {
    const { stepMs, steps } = this.#limits;
    const now = this.#ports.clock.now();
    const current = Math.floor(now / stepMs);
    const asked = current - steps + 1;
    const range = { workspaceUid, from: asked * stepMs, to: now };
    const ledger = await this.#ports.read('workspace.gpuLedger', range);
    const first = Math.max(asked, Math.ceil(ledger.from / stepMs));
    for (const step of kept.keys()) if (step < first) kept.delete(step);
    const known = new Map(kept);
    await this.#readMissing({ ledger, kept, known, first, current, now });
    return this.#tell({ ledger, known, first, current, now });
  }

  /** The newest first; at least one step that is over, so that each question gets further. */
  async #readMissing({ ledger, kept, known, first, current, now }: Looking & { kept: Shelf['kept'] }): Promise<void> {
    const { samplesMost, stepMs, settleMs } = this.#limits;
    let left = samplesMost;
    let must = true;
    const groups = this.#missing(known, first, current);
    for (let group = groups.shift(); group !== undefined && left > 0; group = groups.shift()) {
      const [from, to] = group;
      const isLive = to === current;
      const heard = new Map(this.#heard);
      const limit = { samplesMost: isLive || must ? samplesMost : left, must: from === to && (isLive || must) };
      const found = await readSteps(this.#ports.series, { ledger, first: from, last: to, stepMs, now }, limit);
      if (found === undefined) {
        if (from === to) return;
        // The newest of them alone may be read.
        groups.unshift([to, to], [from, to - 1]);
        continue;
      }
      if (!isLive) {
        left -= found.samples;
        must = false;
      }
      for (let step = from; step <= to; step++) {
        const one = { steps: found.steps.filter((of) => of.step === step), oneIn: found.oneIn };
        known.set(step, one);
        const isSettled = (step + 1) * stepMs + settleMs <= now && heard.get(step) === this.#heard.get(step);
        if (isSettled) kept.set(step, one);
      }
    }
  }

  /** Groups of steps that are not known, the newest first; the one that is not over stands alone. */
  #missing(known: ReadonlyMap<number, KeptStep>, first: number, current: number): [number, number][] {
    const groups: [number, number][] = [[current, current]];
    for (let step = current - 1; step >= first; step--) {
      if (known.has(step)) continue;
      const group = groups.at(-1) as [number, number];
      const joins = group[1] < current && group[0] === step + 1 && group[1] - step < this.#limits.stepsAtOnce;
      if (joins) group[0] = step;
      else groups.push([step, step]);
    }
    return groups;
  }

  #tell({ ledger, known, first, current, now }: Looking): GpuTimeOfDay {
    const { stepMs } = this.#limits;
    const numbers = Array.from({ length: current - first + 1 }, (_, at) => first + at);
    const newest = numbers.findLast((step) => !known.has(step));
    const unread = newest === undefined ? [] : unreadSteps({ ledger, first, last: newest, stepMs, now });
    const bare = Map.groupBy(unread, ({ step }) => step);
    const steps = numbers.map((step) => known.get(step)?.steps ?? bare.get(step) ?? []);
    const from = first * stepMs;
    return {
      from,
      to: now,
      stepMs,
      readFrom: newest === undefined ? from : (newest + 1) * stepMs,
      oneIn: Math.max(1, ...numbers.map((step) => known.get(step)?.oneIn ?? 1)),
      ...gpuDay({
        steps,
        lengths: numbers.map((step) => Math.min(stepMs, now - step * stepMs)),
        gpus: countGpus(ledger, from),
        jobs: new Map(ledger.jobs.map((job) => [job.uid, job])),
        holding: new Set(ledger.held.flatMap(({ jobUid, to }) => (to === null ? [jobUid] : []))),
      }),
    };
  }
}

interface Looking {
  ledger: GpuLedger;
  /** What is known of steps, for this answer. */
  known: Map<number, KeptStep>;
  first: number;
  current: number;
  now: number;
}
