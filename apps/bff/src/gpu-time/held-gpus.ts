/** The ledger of allocations as times that jobs held GPUs, cut to steps of the day. Pure. */
import type { GpuLedger, HeldGpus } from '@trainyard/db/readers/gpu-ledger';
import { ratedWatts } from '@trainyard/series/gpu-time';

/** A row cut to a span: it has an end. */
export type Held = HeldGpus & { to: number };

export function heldIn(rows: readonly HeldGpus[], span: { from: number; to: number; now: number }): Held[] {
  const end = Math.min(span.to, span.now);
  // Few of a day's rows reach into a step: the others cost a comparison.
  return rows
    .filter(({ from, to }) => Math.min(end, to ?? end) > Math.max(span.from, from))
    .map((row) => ({ ...row, from: Math.max(span.from, row.from), to: Math.min(end, row.to ?? end) }));
}

/** The steps of a time, each cut to it; numbers count from 1970. */
export function stepsIn({ from, to }: Pick<Held, 'from' | 'to'>, stepMs: number) {
  const found: { step: number; from: number; to: number }[] = [];
  for (let step = Math.floor(from / stepMs); step * stepMs < to; step++) {
    found.push({ step, from: Math.max(from, step * stepMs), to: Math.min(to, (step + 1) * stepMs) });
  }
  return found;
}

export interface LedgerGpu {
  /** As its samples call it; undefined where no agent said. */
  device: string | undefined;
  simulated: boolean;
  /** Watts by the maker's word; undefined: not known. */
  rated: number | undefined;
}

/** What the agents said of a GPU of a node. */
export function gpusOf(ledger: Pick<GpuLedger, 'nodes'>): (nodeUid: string, index: number) => LedgerGpu {
  const found = new Map<string, LedgerGpu>();
  for (const { uid, gpus } of ledger.nodes) {
    for (const { index, uuid, simulated, model } of gpus) {
      found.set(`${uid} ${index}`, { device: uuid, simulated, rated: ratedWatts(model) });
    }
  }
  const unknown: LedgerGpu = { device: undefined, simulated: false, rated: undefined };
  return (nodeUid, index) => found.get(`${nodeUid} ${index}`) ?? unknown;
}

/** Different GPUs that were held after a moment. */
export function countGpus(ledger: GpuLedger, from: number): { real: number; simulated: number } {
  const gpu = gpusOf(ledger);
  const sorts = new Map<string, boolean>();
  for (const { nodeUid, gpuIds, to } of ledger.held) {
    if (to !== null && to <= from) continue;
    for (const index of gpuIds) sorts.set(`${nodeUid} ${index}`, gpu(nodeUid, index).simulated);
  }
  const simulated = [...sorts.values()].filter((one) => one).length;
  return { real: sorts.size - simulated, simulated };
}
