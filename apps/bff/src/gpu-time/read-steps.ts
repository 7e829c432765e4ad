/** What jobs' GPUs did in some steps of the day: the ledger says who held which, the stored series what they did. */
import { setImmediate } from 'node:timers/promises';
import type { SeriesArchive } from '@trainyard/archive/series/series-archive';
import type { SeriesGrid } from '@trainyard/archive/series/series-grid';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { Metric } from '@trainyard/contracts/series-frame';
import type { GpuLedger, HeldGpus } from '@trainyard/db/readers/gpu-ledger';
import { addParts, type GpuParts, partsOf, unmeasured } from '@trainyard/series/gpu-day';
import type { GpuTrace } from '@trainyard/series/gpu-time';
import { gpusOf, type Held, heldIn, type LedgerGpu, stepsIn } from './held-gpus.ts';

/** Agents sample once a second. */
const sampleMs = 1_000;
/** Samples that nobody watches come in batches of ten seconds: what is younger is on its way, not missing. */
const lateMs = 12_000;
const metrics: ReadonlySet<Metric> = new Set(['gpu.utilisation', 'gpu.power', 'process.cpu']);

/** A job's time in one step; `step` counts from 1970. */
export interface ReadStep {
  step: number;
  job: string;
  simulated: boolean;
  parts: GpuParts;
}

export interface StepsInput {
  ledger: GpuLedger;
  /** First and last step, inclusive. */
  first: number;
  last: number;
  stepMs: number;
  now: number;
}

/** What reading may cost. */
export interface ReadLimit {
  /** Samples that may be unpacked. */
  samplesMost: number;
  /** Of more samples one GPU of several is read; else nothing is. */
  must: boolean;
}

export interface StepsRead {
  steps: ReadStep[];
  samples: number;
  oneIn: number;
}

/** Reads the steps; undefined where that costs more than it may. */
export function readSteps(
  series: Pick<SeriesArchive, 'grids'>,
  input: StepsInput,
  { samplesMost, must }: ReadLimit,
): Promise<StepsRead | undefined> {
  const span = spanOf(input);
  const held = heldIn(input.ledger.held, { ...span, now: input.now });
  if (held.length === 0) return Promise.resolve({ steps: [], samples: 0, oneIn: 1 });
  const choice = { nodeUids: new Set(held.map(({ nodeUid }) => nodeUid)), metrics };
  return series.grids(choice, span, async (grids) => {
    const stored = new Stored(input.ledger, held, grids);
    const oneIn = Math.max(1, Math.ceil(stored.samples / samplesMost));
    if (oneIn > 1 && !must) return undefined;
    await stored.unpack(oneIn);
    return { steps: await readJobs(input, held, stored), samples: Math.ceil(stored.samples / oneIn), oneIn };
  });
}

/** Time of which nothing was read, by the ledger alone. */
export function unreadSteps(input: StepsInput): ReadStep[] {
  const gpu = gpusOf(input.ledger);
  const steps: ReadStep[] = [];
  for (const row of heldIn(input.ledger.held, { ...spanOf(input), now: input.now })) {
    for (const index of row.gpuIds) {
      const { simulated } = gpu(row.nodeUid, index);
      for (const { step, from, to } of stepsIn(row, input.stepMs)) {
        steps.push({ step, job: row.jobUid, simulated, parts: unmeasured(to - from) });
      }
    }
  }
  return steps;
}

const spanOf = ({ first, last, stepMs }: StepsInput) => ({ from: first * stepMs, to: (last + 1) * stepMs });

const taskKey = ({ jobUid: job, unit, attempt, task }: HeldGpus): string => fenceKey({ job, unit, attempt, task });

type Cells = Float32Array | undefined;

interface StoredGpu extends LedgerGpu {
  utilisation?: Cells;
  power?: Cells;
}

/** Tasks whose load is kept unpacked: those of a gang are asked for step by step. */
const loadsMost = 64;

/** What is stored of the GPUs that were held. */
class Stored {
  /** Samples that all of it has. */
  readonly samples: number;
  readonly #gpus = new Map<string, StoredGpu>();
  readonly #grids = new Map<string, SeriesGrid>();
  readonly #loads = new Map<string, Cells>();

  constructor(ledger: GpuLedger, held: readonly Held[], grids: readonly SeriesGrid[]) {
    const gpu = gpusOf(ledger);
    for (const { nodeUid, gpuIds } of held) {
      for (const index of gpuIds) this.#gpus.set(`${nodeUid} ${index}`, { ...gpu(nodeUid, index) });
    }
    const wanted = new Set([...this.#gpus].map(([key, { device }]) => gridKey(key, device)));
    const tasks = new Set(held.map(taskKey));
    let samples = 0;
    for (const grid of grids) {
      const { metric, nodeUid, device, fence } = grid.head;
      const task = metric === 'process.cpu' && fence ? fenceKey(fence) : undefined;
      if (task === undefined ? !wanted.has(`${nodeUid} ${device}`) : !tasks.has(task)) continue;
      this.#grids.set(task ?? `${metric} ${nodeUid} ${device}`, grid);
      samples += grid.samples;
    }
    this.samples = samples;
  }

  /** Takes the samples of one GPU in so many: four bytes each while the steps are read. */
  async unpack(oneIn: number): Promise<void> {
    let at = 0;
    for (const [key, gpu] of this.#gpus) {
      if (at++ % oneIn !== 0) continue;
      const of = (metric: Metric) => this.#grids.get(`${metric} ${gridKey(key, gpu.device)}`)?.cells(sampleMs);
      gpu.utilisation = await of('gpu.utilisation');
      gpu.power = await of('gpu.power');
    }
  }

  gpu(nodeUid: string, index: number): StoredGpu {
    return this.#gpus.get(`${nodeUid} ${index}`) as StoredGpu;
  }

  /** How much the processes of a task loaded processors. */
  async load(row: Held): Promise<Cells> {
    const key = taskKey(row);
    if (this.#loads.has(key)) return this.#loads.get(key);
    const cells = await this.#grids.get(key)?.cells(sampleMs);
    if (this.#loads.size >= loadsMost) this.#loads.delete(this.#loads.keys().next().value as string);
    this.#loads.set(key, cells);
    return cells;
  }
}

const gridKey = (key: string, device: string | undefined): string => `${key.split(' ')[0]} ${device}`;

/** Part of a row that lies in one step. */
type Piece = { row: Held; step: number; from: number; to: number };

/** One job and step after the other: only its samples are held as what they are looked at as. */
async function readJobs(input: StepsInput, held: readonly Held[], stored: Stored): Promise<ReadStep[]> {
  const steps: ReadStep[] = [];
  for (const pieces of byJobAndStep(held, input.stepMs)) {
    const { row, step } = pieces[0] as Piece;
    for (const simulated of [false, true]) {
      const parts = await partsIn(input, pieces, stored, simulated);
      if (parts !== undefined) steps.push({ step, job: row.jobUid, simulated, parts });
    }
    await setImmediate();
  }
  return steps;
}

function byJobAndStep(held: readonly Held[], stepMs: number): Iterable<Piece[]> {
  const found = new Map<string, Piece[]>();
  for (const row of [...held].sort((a, b) => (a.jobUid < b.jobUid ? -1 : 1))) {
    for (const part of stepsIn(row, stepMs)) {
      const key = `${row.jobUid} ${part.step}`;
      const pieces = found.get(key);
      if (pieces) pieces.push({ row, ...part });
      else found.set(key, [{ row, ...part }]);
    }
  }
  return found.values();
}

/** GPUs of a job that are looked at together: enough to know their usual power, few enough to hold nobody up. */
const togetherMost = 32;

async function partsIn(input: StepsInput, pieces: readonly Piece[], stored: Stored, simulated: boolean) {
  const parts = unmeasured(0);
  let told = 0;
  let traces: GpuTrace[] = [];
  const look = () => {
    addParts(parts, partsOf(told, traces));
    [told, traces] = [0, []];
  };
  for (const piece of pieces) {
    const { row, from, to } = piece;
    for (const index of row.gpuIds) {
      const gpu = stored.gpu(row.nodeUid, index);
      if (gpu.simulated !== simulated) continue;
      const trace = traceOf(input, piece, gpu, gpu.utilisation && (await stored.load(row)));
      if (trace === undefined) addParts(parts, unmeasured(to - from));
      else {
        told += to - from;
        traces.push(trace);
      }
      if (traces.length < togetherMost) continue;
      look();
      // Others have their turn.
      await setImmediate();
    }
  }
  look();
  return parts.allocatedMs === 0 ? undefined : parts;
}

/** Samples of one GPU over a piece; undefined where it was not read, or the piece lies between two samples. */
function traceOf(input: StepsInput, { row, from, to }: Piece, gpu: StoredGpu, load: Cells): GpuTrace | undefined {
  const { utilisation, power, rated } = gpu;
  if (utilisation === undefined) return undefined;
  const base = input.first * input.stepMs;
  const first = Math.ceil((from - base) / sampleMs);
  let last = Math.ceil((to - base) / sampleMs);
  const due = (input.now - lateMs - base) / sampleMs;
  while (last > first && last > due && Number.isNaN(utilisation[last - 1])) last -= 1;
  if (last === first) return undefined;
  const cut = (cells: Cells, share: number) =>
    Array.from({ length: last - first }, (_, at) => {
      const value = cells?.[first + at] ?? Number.NaN;
      return Number.isNaN(value) ? null : value / share;
    });
  return {
    step: sampleMs,
    utilisation: cut(utilisation, 1),
    power: cut(power, 1),
    taskCpu: cut(load, row.gpuIds.length),
    // A machine that others use as well tells nothing of this job.
    nodeCpu: [],
    rated,
  };
}
