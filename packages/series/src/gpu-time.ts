/**
 * Where the time of GPUs goes: allocated, busy, useful, and what kept the rest. A GPU that says 100 % may only spin while it waits for
 * another (its power is then flat and low); one that is little used may wait for input (then what loads it is busy). What the samples
 * do not tell is called unsure, and counted.
 */

/** What a stretch of a GPU's time was. `useful`, `spin` and the busy part of `input` and `unsure` are busy time. */
export const gpuUses = ['useful', 'spin', 'input', 'idle', 'unsure'] as const;
export type GpuUse = (typeof gpuUses)[number];

/** Samples of one GPU and of what feeds it, `step` ms apart; null where there is none. All lists are as long as `utilisation`. */
export interface GpuTrace {
  step: number;
  /** Percent. */
  utilisation: readonly (number | null)[];
  /** Watts. */
  power: readonly (number | null)[];
  /** CPU of the tasks that hold it, percent of one core for each GPU that they hold. */
  taskCpu: readonly (number | null)[];
  /** CPU of the whole machine, percent. */
  nodeCpu: readonly (number | null)[];
  /** Board power by the maker's word, watts (`ratedWatts`); absent: not known. */
  rated?: number | undefined;
}

/** What led to a verdict: means over its time. */
export interface GpuEvidence {
  /** `spin`: watts, flat; `input`: percent of one core for each GPU; null: not known. */
  power: number | null;
  taskCpu: number | null;
  nodeCpu: number | null;
}

export interface GpuTime {
  /** ms; the five uses add up to it. */
  allocatedMs: number;
  /** ms in which the GPU did something, whatever it was worth. */
  busyMs: number;
  /** ms of `unsure` of which there is no sample at all. */
  missingMs: number;
  /** ms of `input` in which the GPU did nothing. */
  starvedMs: number;
  byUse: Record<GpuUse, number>;
  evidence: Record<GpuUse, GpuEvidence>;
}

/** Each number with its reason. */
export const gpuTimeRules = {
  /** Percent: below it a GPU does nothing that anybody asked for (drivers and displays take 1 or 2). */
  busyPercent: 5,
  /** Percent: above it a GPU says that it is fully used, and only power tells what for. */
  fullPercent: 60,
  /** Of the highest usual power: kernels that wait draw about a half, kernels that compute are seldom below three quarters. */
  spinPowerShare: 0.75,
  /** The same of the maker's board power, which training seldom reaches: only what is clearly below counts. */
  spinRatedShare: 0.55,
  /** Spread of power over a window as a share of its mean: waiting is flat, steps of training are not. */
  spinSpread: 0.04,
  /** ms around an instant in which power must be flat. */
  spinWindowMs: 10_000,
  /** Percent of one core for each GPU: the process that drives a GPU may take one core, more is loading. */
  loaderCpu: 150,
  /** Percent of the machine: whoever loads shares it with all others. */
  loaderNodeCpu: 85,
} as const;

/** The time of several GPUs together. The highest usual power is looked for among all: they are of one job and mostly of one kind. */
export function gpuTime(traces: readonly GpuTrace[]): GpuTime {
  const top = usualTop(traces.flatMap(({ power }) => power));
  const { spinPowerShare, spinRatedShare } = gpuTimeRules;
  const sum = emptyTime();
  const weights = sumsOf();
  for (const trace of traces) {
    const rated = trace.rated === undefined ? undefined : trace.rated * spinRatedShare;
    const uses = usesOf(trace, top === undefined ? rated : top * spinPowerShare);
    for (const [at, use] of uses.entries()) {
      sum.allocatedMs += trace.step;
      sum.byUse[use] += trace.step;
      const utilisation = trace.utilisation[at] ?? null;
      if (utilisation === null) sum.missingMs += trace.step;
      else if (utilisation >= gpuTimeRules.busyPercent) sum.busyMs += trace.step;
      else if (use === 'input') sum.starvedMs += trace.step;
      weights.add(use, trace, at);
    }
  }
  return { ...sum, evidence: weights.means() };
}

/** What each sample's time was. `low`: watts up to which a GPU that says it is full may be waiting; undefined: not known. */
export function usesOf(trace: GpuTrace, low: number | undefined): GpuUse[] {
  return trace.utilisation.map((utilisation, at) => {
    const { busyPercent, fullPercent } = gpuTimeRules;
    if (utilisation === null) return 'unsure';
    const loads = isLoading(trace, at);
    if (utilisation < busyPercent) return loads ? 'input' : 'idle';
    if (utilisation < fullPercent) return loads === undefined ? 'unsure' : loads ? 'input' : 'useful';
    const spins = isSpinning(trace, at, low);
    return spins === undefined ? 'unsure' : spins ? 'spin' : 'useful';
  });
}

/** Whether what feeds the GPU is busy; undefined: nothing is known of it. */
function isLoading({ taskCpu, nodeCpu }: GpuTrace, at: number): boolean | undefined {
  const [task, node] = [taskCpu[at] ?? null, nodeCpu[at] ?? null];
  if (task === null && node === null) return undefined;
  return (task ?? 0) >= gpuTimeRules.loaderCpu || (node ?? 0) >= gpuTimeRules.loaderNodeCpu;
}

/** Whether power is flat and low around a sample; undefined: there is too little to say. */
function isSpinning({ power, step }: GpuTrace, at: number, low: number | undefined): boolean | undefined {
  const now = power[at] ?? null;
  if (now === null || low === undefined) return undefined;
  if (now > low) return false;
  // Where samples are means of a longer time than the window, they tell of no spread: only what is clearly high is known.
  const reach = Math.floor(gpuTimeRules.spinWindowMs / 2 / step);
  if (reach < 1) return undefined;
  const near = power.slice(Math.max(0, at - reach), at + reach + 1).filter((one) => one !== null);
  if (near.length < 3) return undefined;
  const mean = near.reduce((sum, one) => sum + one, 0) / near.length;
  const spread = Math.sqrt(near.reduce((sum, one) => sum + (one - mean) ** 2, 0) / near.length);
  return spread <= mean * gpuTimeRules.spinSpread;
}

/** The highest power that is usual: one that stands in a hundredth of the samples, so that a spike is none. Undefined of too few or of nothing but idle. */
function usualTop(power: readonly (number | null)[]): number | undefined {
  const known = power.filter((one) => one !== null).sort((a, b) => a - b);
  const top = known[Math.floor(known.length * 0.99)];
  const low = known[Math.floor(known.length * 0.01)];
  // Power that never changed has no top: it may be a GPU that only ever waited.
  return top !== undefined && low !== undefined && known.length >= 10 && top > low * 1.2 ? top : undefined;
}

const each = <T>(make: () => T): Record<GpuUse, T> =>
  Object.fromEntries(gpuUses.map((use) => [use, make()])) as Record<GpuUse, T>;

function emptyTime(): Omit<GpuTime, 'evidence'> {
  return { allocatedMs: 0, busyMs: 0, missingMs: 0, starvedMs: 0, byUse: each(() => 0) };
}

const signals = ['power', 'taskCpu', 'nodeCpu'] as const;

function sumsOf() {
  const sums = each(() => signals.map(() => ({ sum: 0, ms: 0 })));
  return {
    add(use: GpuUse, trace: GpuTrace, at: number): void {
      for (const [place, signal] of signals.entries()) {
        const value = trace[signal][at] ?? null;
        const held = sums[use][place];
        if (value === null || held === undefined) continue;
        held.sum += value * trace.step;
        held.ms += trace.step;
      }
    },
    means(): Record<GpuUse, GpuEvidence> {
      const means = each((): GpuEvidence => ({ power: null, taskCpu: null, nodeCpu: null }));
      for (const use of gpuUses) {
        for (const [place, signal] of signals.entries()) {
          const { sum, ms } = sums[use][place] as { sum: number; ms: number };
          means[use][signal] = ms === 0 ? null : sum / ms;
        }
      }
      return means;
    },
  };
}

/** Board power in watts as makers' data sheets say it, by what is in a model's name; undefined of one that is not known here. */
export function ratedWatts(model: string): number | undefined {
  return sheets.find(([name]) => name.test(model))?.[1];
}

const sheets: readonly [RegExp, number][] = [
  [/\bB200\b/, 1_000],
  [/\bH100\b.*PCIE/i, 350],
  [/\b(H100|H200)\b/, 700],
  [/\bA100\b.*PCIE/i, 300],
  [/\bA100\b/, 400],
  [/\bL40S?\b/, 350],
  [/\bA40\b/, 300],
  [/\bA10\b/, 150],
  [/\bL4\b/, 72],
  [/\bT4\b/, 70],
  [/\bV100\b.*PCIE/i, 250],
  [/\bV100\b/, 300],
  [/\bP100\b/, 250],
  [/\bP40\b/, 250],
  [/\bM60\b/, 150],
  [/\bK80\b/, 150],
];
