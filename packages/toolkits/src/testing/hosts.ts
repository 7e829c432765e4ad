import type { Host, Toolkit } from '../interface.ts';

/** Hosts 10.0.0.4, 10.0.0.5 … with as many GPUs each, and the ports that the toolkit asks for. */
export function hostsFor(toolkit: Toolkit, settings: unknown, gpus: readonly number[]): Host[] {
  const input = { nodeCount: gpus.length, settings };
  return gpus.map((count, task) => ({
    task,
    address: `10.0.0.${4 + task}`,
    host: `machine-${task}`,
    gpuIds: Array.from({ length: count }, (_, id) => id),
    ports: Array.from({ length: toolkit.ports(input, task) }, (_, i) => 20_000 + 10 * task + i),
  }));
}
