/** A day of many GPUs, as a server would tell it: real and simulated ones, a cut in the middle, jobs that held idle ones. */
import type { GpuTimeOfDay, GpuTimeSum, IdleHolder } from '@trainyard/contracts/gpu-time';

const stepMs = 15 * 60_000;
const hour = 3_600_000;

/** 110 GPUs that follow a day's rhythm; for an hour of the morning nothing was measured. */
function fleet(): GpuTimeSum['steps'] {
  return Array.from({ length: 96 }, (_, at) => {
    const rise = 1 / (1 + Math.exp(-(at - 42) / 4));
    const allocated = 60 + 40 * rise + 3 * Math.sin(at * 1.7);
    if (at >= 50 && at < 54) return { allocated, measured: 0, busy: 0, useful: 0 };
    const busy = allocated * (0.86 + 0.03 * Math.sin(at / 5));
    return { allocated, measured: allocated * 0.99, busy, useful: busy * (0.84 + 0.05 * Math.cos(at / 7)) };
  });
}

/** Sums of steps in which a tenth of what is busy spins. */
function sumOf(gpus: number, steps: GpuTimeSum['steps']): GpuTimeSum {
  const sum = (part: keyof GpuTimeSum['steps'][number]) => stepMs * steps.reduce((of, step) => of + step[part], 0);
  const [allocatedMs, measuredMs, busyMs, usefulMs] = [sum('allocated'), sum('measured'), sum('busy'), sum('useful')];
  const rest = busyMs - usefulMs;
  return {
    gpus,
    allocatedMs,
    notMeasuredMs: allocatedMs - measuredMs,
    idleMs: measuredMs - busyMs,
    starvedMs: (measuredMs - busyMs) / 3,
    busyMs,
    usefulMs,
    spinMs: rest * 0.5,
    inputMs: rest * 0.3,
    unsureMs: rest * 0.2,
    spinWatts: 281,
    inputCpu: 412,
    steps,
  };
}

function holder(at: number, idleHours: number, more: Partial<IdleHolder> = {}): IdleHolder {
  const name =
    ['retrieval-colbert-v2', 'det-yolo-distill', 'eval-suite-nightly', 'ocr-benchmark', 'asr-large'][at] ?? 'other';
  const idleMs = idleHours * hour;
  const parts = {
    notMeasuredMs: 0,
    starvedMs: 0,
    busyMs: idleMs,
    usefulMs: idleMs,
    spinMs: 0,
    inputMs: 0,
    unsureMs: 0,
  };
  const job = { uid: `01980000-0000-7000-8000-00000000000${at}`, experiment: 'e', name };
  return { job, holds: at < 2, simulated: false, allocatedMs: 2 * idleMs, idleMs, ...parts, ...more };
}

/** The day that ends at `to`, ms. */
export function gpuDay(to: number): GpuTimeOfDay {
  const from = Math.floor(to / stepMs) * stepMs - 95 * stepMs;
  const few = fleet().map((step) => ({ ...step, allocated: 2, measured: 2, busy: 0.9, useful: 0.5 }));
  return {
    from,
    to,
    stepMs,
    readFrom: from,
    oneIn: 1,
    real: sumOf(110, fleet()),
    simulated: sumOf(4, few),
    idle: [
      holder(0, 9.2, { starvedMs: 8.4 * hour }),
      holder(1, 4.1),
      holder(2, 1.3),
      holder(3, 0.4),
      holder(4, 2.2, { simulated: true }),
    ],
    idleRest: 3,
  };
}
