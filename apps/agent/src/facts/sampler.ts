import type { Cadence } from '@trainyard/contracts/fleet';
import type { NodeFound } from '@trainyard/contracts/node';
import type { Metric, SeriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { createCpu } from './cpu.ts';
import { createDisk } from './disk.ts';
import { createFrameBatch, type Sample, stepMs } from './frame-batch.ts';
import { type GpuMetric, type GpuSource, noGpus } from './gpu/gpu-source.ts';
import { detectNvidia, watchNvidia } from './gpu/nvidia.ts';
import { simulateGpus } from './gpu/simulated.ts';
import { describeHost, describeMachine, kernelUnits } from './machine.ts';
import { createMemory } from './memory.ts';
import { createNetwork } from './network.ts';
import type { FactFiles } from './proc-file.ts';
import { createProcesses, type RunningTask } from './process.ts';

export interface SamplerOptions {
  clock: Clock;
  node: {
    uid: string;
    /** What the node size says; GPUs that the machine has none of are simulated. */
    promised: { vcpus: number; memoryBytes: number; gpus: number; gpuModel: string | null; gpuMemoryBytes: number };
  };
  /** Indices of the machine's GPUs that are the node's; none: `[]`; all: absent. */
  gpuIndices?: readonly number[];
  /** Program that reports NVIDIA GPUs. */
  nvidiaSmi?: string;
  /** Directory whose file system's free space counts. */
  directory?: string;
  /** What runs now; asked each second. */
  tasks: () => RunningTask[];
  onFrames: (frames: SeriesFrame[]) => void;
  /** Told once per kind of trouble, such as a GPU that is lost. */
  onTrouble?: (message: string) => void;
  files?: FactFiles;
  /** Agent's clock minus the server's in ms. */
  serverSkew: () => number;
}

export interface Sampler {
  /** What the machine has. Resolves once its GPUs answered; sampling them begins then. */
  found(): Promise<NodeFound>;
  /** `none` until {@link found} resolved. */
  gpuSource(): 'nvidia' | 'simulated' | 'none';
  /** `live`: frames each second; `batch`: each ten, of the same samples. */
  setCadence(cadence: Cadence): void;
  /** Hands out what is collected and ends. */
  stop(): void;
}

const batchSeconds = 10;

/** Samples the node once a second, on the second, and hands out frames at the cadence that the server wants. */
export function createSampler(options: SamplerOptions): Sampler {
  const { clock, node, tasks, onFrames, onTrouble = () => undefined } = options;
  const files = options.files ?? { proc: '/proc' };
  const facts = {
    cpu: createCpu(files),
    memory: createMemory(files),
    disk: createDisk(files, options.directory ?? '/'),
    network: createNetwork(files),
    processes: createProcesses(files, kernelUnits()),
  };
  const batch = createFrameBatch(node.uid);
  let gpu: GpuSource = noGpus;
  let cadence: Cadence = 'batch';
  let stopped = false;
  const finding = findGpus(options, files, onTrouble).then((source) => {
    gpu = source;
    if (stopped) gpu.stop();
  });

  function sample(): Sample[] {
    const at = clock.monotonic();
    const host = (metric: Metric, value: number | null): Sample => ({ source: 'host', device: 'host', metric, value });
    const memory = facts.memory();
    const disk = facts.disk(at);
    const network = facts.network(at);
    const activity = facts.processes(tasks(), at);
    return [
      host('cpu.utilisation', facts.cpu()),
      host('memory.used', memory.used),
      host('memory.total', memory.total),
      host('disk.read', disk.read),
      host('disk.write', disk.write),
      host('disk.free', disk.free),
      host('network.receive', network.receive),
      host('network.transmit', network.transmit),
      ...activity.flatMap(({ task, cpu, memory: resident }): Sample[] => {
        const of = { source: 'host', device: String(task.fence.task), fence: task.fence } as const;
        return [
          { ...of, metric: 'process.cpu', value: cpu },
          { ...of, metric: 'process.memory', value: resident },
        ];
      }),
      ...gpu.read(activity, at).flatMap((reading, place) => {
        const { index, uuid } = gpu.gpus[place] as GpuSource['gpus'][number];
        const holder = activity.find(({ task }) => task.gpuIds.includes(index))?.task.fence;
        const of = { source: gpu.source, device: uuid, ...(holder ? { fence: holder } : {}) };
        return Object.entries(reading).map(([metric, value]) => ({ ...of, metric: metric as GpuMetric, value }));
      }),
    ];
  }

  function send(): void {
    const frames = batch.take(options.serverSkew());
    if (frames.length > 0) onFrames(frames);
  }

  function tick(): void {
    // A timer can fire a little early by the wall clock: the nearest second is meant.
    const second = Math.round(clock.now() / stepMs) * stepMs;
    batch.add(second, sample());
    if (cadence === 'live' || batch.length() >= batchSeconds) send();
    plan(second);
  }

  /** Waits for the second after now, never for the one that was just sampled. */
  function plan(sampled: number): void {
    const now = clock.now();
    let next = Math.ceil(now / stepMs) * stepMs;
    if (next === sampled) next += stepMs;
    cancel = clock.setTimeout(tick, next - now);
  }

  let cancel = (): void => undefined;
  plan(Number.NaN);
  return {
    async found() {
      await finding;
      const { vcpus, hostname, os } = describeMachine();
      const machine = describeHost(files.proc);
      return { vcpus, memoryBytes: facts.memory().total ?? 0, gpus: gpu.gpus, hostname, os, machine };
    },
    gpuSource: () => gpu.kind,
    setCadence(next) {
      cadence = next;
      if (next === 'live') send();
    },
    stop() {
      if (stopped) return;
      stopped = true;
      cancel();
      gpu.stop();
      send();
    },
  };
}

/** Real GPUs where the machine has some for this node, simulated ones where it has none and the node size promises them. */
async function findGpus(
  options: SamplerOptions,
  files: FactFiles,
  onTrouble: (message: string) => void,
): Promise<GpuSource> {
  const { promised, uid } = options.node;
  const program = options.nvidiaSmi ?? 'nvidia-smi';
  if (options.gpuIndices?.length !== 0) {
    const detected = await detectNvidia(program, files, options.gpuIndices);
    if (detected.state === 'broken') onTrouble(`the GPUs of this machine do not answer: ${detected.why}`);
    // Broken ones are not papered over: the node then has fewer GPUs than its size promises, for all to see.
    const gpus = detected.state === 'found' ? detected.gpus : [];
    if (gpus.length > 0) return watchNvidia({ clock: options.clock, program, gpus, onTrouble });
    if (detected.state !== 'absent') return { ...noGpus, kind: 'nvidia' };
  }
  if (promised.gpus === 0) return noGpus;
  return simulateGpus(uid, promised.gpus, promised.gpuModel, promised.gpuMemoryBytes);
}
