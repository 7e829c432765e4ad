import type { Resources } from './interface.ts';

/** Steps in which a share without GPUs, or what it asks besides them, is made smaller. */
const steps = 16;

/**
 * Shares below the one asked for, as lists in rising order: first with all of its GPUs and less of the rest, then with fewer GPUs
 * and the rest in proportion. Of whole nodes (null) the parts of a node.
 */
export function smallerShares(share: Resources | null, node: Resources): Resources[][] {
  const whole = share ?? node;
  const parts = Array.from({ length: steps - 1 }, (_, at) => scaled(whole, whole.gpus, (at + 1) / steps));
  // All GPUs of a node leave none for anybody else: then nothing is won by asking for less of the rest.
  const sameGpus = share === null && node.gpus > 0 ? [] : parts;
  const fewerGpus = Array.from({ length: Math.max(0, whole.gpus - 1) }, (_, at) =>
    scaled(whole, at + 1, (at + 1) / whole.gpus),
  );
  return [sameGpus, fewerGpus].filter((list) => list.length > 0);
}

/** CPUs to hundredths and at least one hundredth, as a job may name them. */
function scaled({ cpus, memoryBytes }: Resources, gpus: number, part: number): Resources {
  return {
    gpus,
    cpus: Math.max(0.01, Math.floor(cpus * part * 100) / 100),
    memoryBytes: Math.max(1, Math.floor(memoryBytes * part)),
  };
}
