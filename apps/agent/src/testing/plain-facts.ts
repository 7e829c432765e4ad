import { cpus, hostname, release, totalmem, type } from 'node:os';
import type { CreateFacts } from '../node-facts.ts';

/** The machine as Node's own os module sees it: no GPUs, no samples. */
export const plainFacts: CreateFacts = () => ({
  found: () => ({
    vcpus: cpus().length,
    memoryBytes: totalmem(),
    gpus: [],
    hostname: hostname(),
    os: `${type()} ${release()}`,
  }),
  gpuSource: 'none',
  setCadence() {},
  stop() {},
});
