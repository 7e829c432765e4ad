/** What a node of a size has. Prices are the operator's and stand elsewhere. */
export interface NodeSize {
  name: string;
  vcpus: number;
  memoryBytes: number;
  gpus: number;
  gpuModel: string | null;
  /** Memory of one GPU in bytes; 0 without GPUs. */
  gpuMemoryBytes: number;
}

const GiB = 1024 ** 3;

function size(
  name: string,
  vcpus: number,
  memoryGiB: number,
  gpus = 0,
  gpuModel: string | null = null,
  gpuGiB = 0,
): NodeSize {
  return { name, vcpus, memoryBytes: memoryGiB * GiB, gpus, gpuModel, gpuMemoryBytes: gpuGiB * GiB };
}

/** The catalogue: sizes of Azure's D, NC, NCv2, NCv3, ND and NV families that Batch AI users chose, as Azure documented them. */
export const nodeSizes: readonly NodeSize[] = [
  size('STANDARD_D1', 1, 3.5),
  size('STANDARD_D2', 2, 7),
  size('STANDARD_D3', 4, 14),
  size('STANDARD_D4', 8, 28),
  size('STANDARD_D1_V2', 1, 3.5),
  size('STANDARD_D2_V2', 2, 7),
  size('STANDARD_D3_V2', 4, 14),
  size('STANDARD_D4_V2', 8, 28),
  size('STANDARD_D5_V2', 16, 56),
  size('STANDARD_NC6', 6, 56, 1, 'Tesla K80', 12),
  size('STANDARD_NC12', 12, 112, 2, 'Tesla K80', 12),
  size('STANDARD_NC24', 24, 224, 4, 'Tesla K80', 12),
  size('STANDARD_NC24R', 24, 224, 4, 'Tesla K80', 12),
  size('STANDARD_NC6S_V2', 6, 112, 1, 'Tesla P100-PCIE-16GB', 16),
  size('STANDARD_NC12S_V2', 12, 224, 2, 'Tesla P100-PCIE-16GB', 16),
  size('STANDARD_NC24S_V2', 24, 448, 4, 'Tesla P100-PCIE-16GB', 16),
  size('STANDARD_NC24RS_V2', 24, 448, 4, 'Tesla P100-PCIE-16GB', 16),
  size('STANDARD_NC6S_V3', 6, 112, 1, 'Tesla V100-PCIE-16GB', 16),
  size('STANDARD_NC12S_V3', 12, 224, 2, 'Tesla V100-PCIE-16GB', 16),
  size('STANDARD_NC24S_V3', 24, 448, 4, 'Tesla V100-PCIE-16GB', 16),
  size('STANDARD_NC24RS_V3', 24, 448, 4, 'Tesla V100-PCIE-16GB', 16),
  size('STANDARD_ND6S', 6, 112, 1, 'Tesla P40', 24),
  size('STANDARD_ND12S', 12, 224, 2, 'Tesla P40', 24),
  size('STANDARD_ND24S', 24, 448, 4, 'Tesla P40', 24),
  size('STANDARD_ND24RS', 24, 448, 4, 'Tesla P40', 24),
  size('STANDARD_NV6', 6, 56, 1, 'Tesla M60', 8),
  size('STANDARD_NV12', 12, 112, 2, 'Tesla M60', 8),
  size('STANDARD_NV24', 24, 224, 4, 'Tesla M60', 8),
];

/** Azure's families of sizes of the catalogue, in the order in which Batch AI told of them. */
export const nodeFamilies = ['D', 'Dv2', 'NC', 'NCv2', 'NCv3', 'ND', 'NV'] as const;
export type NodeFamily = (typeof nodeFamilies)[number];

/** The family of a size: `STANDARD_NC24RS_V3` is of `NCv3`. Undefined for what looks like no size. */
export function familyOf(name: string): NodeFamily | undefined {
  const match = /^STANDARD_([A-Z]+?)\d+[A-Z]*(?:_(V\d))?$/.exec(name.toUpperCase());
  const family = match && `${match[1]}${(match[2] ?? '').toLowerCase()}`;
  return nodeFamilies.find((one) => one === family);
}

const byName = new Map(nodeSizes.map((one) => [one.name, one]));

/** Finds a size without regard to case; undefined when the catalogue lacks it. */
export function findNodeSize(name: string): NodeSize | undefined {
  return byName.get(name.toUpperCase());
}
