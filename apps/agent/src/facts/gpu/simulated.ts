import type { RootActivity, TaskActivity } from '../process.ts';
import type { GpuFound, GpuReading, GpuSource } from './gpu-source.ts';

/** Board power of one GPU in watts and its clocks in MHz, idle and boosted, as in NVIDIA's data sheets of the catalogue's models. */
const models: Record<string, { idle: number; full: number; idleMhz: number; boostMhz: number }> = {
  'Tesla K80': { idle: 26, full: 150, idleMhz: 324, boostMhz: 875 },
  'Tesla P100-PCIE-16GB': { idle: 27, full: 250, idleMhz: 405, boostMhz: 1328 },
  'Tesla V100-PCIE-16GB': { idle: 25, full: 250, idleMhz: 135, boostMhz: 1380 },
  'Tesla P40': { idle: 12, full: 250, idleMhz: 544, boostMhz: 1531 },
  'Tesla M60': { idle: 14, full: 150, idleMhz: 324, boostMhz: 1177 },
};
const anyModel = { idle: 20, full: 250, idleMhz: 300, boostMhz: 1400 };

/** A passively cooled board in a server: at rest, and above that at full power. */
const restCelsius = 34;
const riseCelsius = 44;
/** The heat sink takes about half a minute to follow the power. */
const thermalLagMs = 30_000;
/** What a CUDA context takes of the card for each process that uses it. */
const contextBytes = 256 * 1024 ** 2;

interface Load {
  /** 0 to 1; null when nothing is known of this second. */
  busy: number | null;
  memory: number | null;
}

/**
 * GPUs that the node size promises and the machine does not have. Their samples follow the real processes of the task that holds
 * them: one core kept busy for a GPU is a busy GPU, resident memory is its memory; power, clock and temperature follow from that.
 */
export function simulateGpus(nodeUid: string, count: number, model: string | null, memoryBytes: number): GpuSource {
  const gpus: GpuFound[] = Array.from({ length: Math.min(count, 64) }, (_, index) => {
    return { index, uuid: `SIM-${nodeUid}-${index}`, model: model ?? 'simulated', memoryBytes, simulated: true };
  });
  const physics = (model === null ? undefined : models[model]) ?? anyModel;
  const celsius = gpus.map(() => restCelsius);
  let last: number | undefined;

  return {
    kind: 'simulated',
    source: 'simulated',
    gpus,
    read(tasks, at) {
      const follow = last === undefined ? 0 : 1 - Math.exp(-Math.max(0, at - last) / thermalLagMs);
      last = at;
      return gpus.map((gpu): GpuReading => {
        const load = loadOf(gpu.index, tasks);
        const busy = load.busy ?? 0;
        const before = celsius[gpu.index] as number;
        const now = before + (restCelsius + riseCelsius * busy - before) * follow;
        celsius[gpu.index] = now;
        const { idle, full, idleMhz, boostMhz } = physics;
        const known = load.busy !== null;
        return {
          'gpu.utilisation': known ? busy * 100 : null,
          'gpu.memory.used': load.memory === null ? null : Math.min(memoryBytes, load.memory),
          'gpu.memory.total': memoryBytes,
          'gpu.power': known ? idle + (full - idle) * busy : null,
          'gpu.temperature': Math.round(now),
          'gpu.clock.sm': known ? (busy > 0.01 ? boostMhz : idleMhz) * 1e6 : null,
        };
      });
    },
    stop: () => undefined,
  };
}

/** The share of a task's activity that falls on one of its GPUs: of its own ranks where there is one a GPU or more, else an even one. */
function loadOf(index: number, tasks: TaskActivity[]): Load {
  const holder = tasks.find((one) => one.task.gpuIds.includes(index));
  if (holder === undefined) return { busy: 0, memory: 0 };
  const { gpuIds } = holder.task;
  const place = gpuIds.indexOf(index);
  const ranked = holder.roots.length >= gpuIds.length;
  const mine: RootActivity[] = ranked ? holder.roots.filter((_, rank) => rank % gpuIds.length === place) : [holder];
  const share = ranked ? 1 : gpuIds.length;
  const cpu = mine.map((one) => one.cpu).filter((value) => value !== null);
  const memory = mine.map((one) => one.memory).filter((value) => value !== null);
  const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0) / share;
  return {
    busy: cpu.length === 0 ? null : Math.min(1, sum(cpu) / 100),
    memory: memory.length === 0 ? null : sum(memory) + contextBytes,
  };
}
