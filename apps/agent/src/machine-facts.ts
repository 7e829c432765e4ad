import { createSampler } from './facts/sampler.ts';
import type { CreateFacts } from './node-facts.ts';

/** Before the server said what the node's size promises, nothing stands in for what the machine lacks. */
const nothingPromised = { vcpus: 0, memoryBytes: 0, gpus: 0, gpuModel: null, gpuMemoryBytes: 0 };

/** The machine as `facts/` samples it, once its GPUs answered. */
export const machineFacts: CreateFacts = async ({
  clock,
  gpus,
  nvidiaSmi,
  nodeHome,
  node,
  onFrames,
  tasks,
  ...more
}) => {
  const sampler = createSampler({
    clock,
    node: { uid: node.uid, promised: node.promised ?? nothingPromised },
    ...(gpus ? { gpuIndices: gpus } : {}),
    nvidiaSmi,
    directory: nodeHome,
    tasks,
    onFrames,
    onTrouble: more.onTrouble,
    serverSkew: more.serverSkew,
  });
  const found = await sampler.found();
  return {
    found: () => found,
    gpuSource: sampler.gpuSource(),
    setCadence: (cadence) => sampler.setCadence(cadence),
    stop: () => sampler.stop(),
  };
};
